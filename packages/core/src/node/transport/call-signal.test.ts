import { describe, expect, it } from 'vitest'
import { CallSignal } from './call-signal.ts'

describe('CallSignal', () => {
  it('tells those who listen, once, and nobody who left', () => {
    const signal = new CallSignal()
    const heard: string[] = []
    const leaving = (): void => void heard.push('left')
    signal.addEventListener('abort', () => heard.push(`stays: ${signal.reason}`))
    signal.addEventListener('abort', leaving)
    signal.removeEventListener('abort', leaving)
    signal.throwIfAborted()
    expect(signal.aborted).toBe(false)
    signal.abort('first')
    signal.abort('second')
    expect(heard).toEqual(['stays: first'])
    expect(signal.aborted).toBe(true)
    expect(() => signal.throwIfAborted()).toThrow('first')
  })

  it.each(['before', 'after'])('is one AbortSignal for those who want it, asked for %s the end', (when) => {
    const signal = new CallSignal()
    const asked = when === 'before' ? signal.toAbortSignal() : undefined
    signal.abort('over')
    expect(asked ?? signal.toAbortSignal()).toMatchObject({ aborted: true, reason: 'over' })
    expect(signal.toAbortSignal()).toBe(asked ?? signal.toAbortSignal())
  })
})

import { describe, expect, it } from 'vitest'
import { createStreamLimits } from './stream-limits.ts'

describe('F13: open streams', () => {
  it('are limited for a session and for an address, and give their place free', () => {
    const limits = createStreamLimits({ perSession: 2, perAddress: 3 })
    const first = limits.take('a', '127.0.0.1')
    expect([first, limits.take('a', '127.0.0.1')].every((release) => release !== undefined)).toBe(true)
    expect(limits.take('a', '127.0.0.1')).toBeUndefined()
    expect(limits.take('b', '127.0.0.1')).toBeDefined()
    expect(limits.take('b', '127.0.0.1')).toBeUndefined()
    expect(limits.take('b', '192.0.2.1')).toBeDefined()
    first?.()
    expect(limits.take('c', '127.0.0.1')).toBeDefined()
  })
})

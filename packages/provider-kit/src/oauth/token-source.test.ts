import { createFakeClock } from '@nostro/core/testing'
import { describe, expect, it } from 'vitest'
import { createTokenSource } from './token-source.ts'

const bank = { provider: 'test', name: 'Test Bank' }

const make = (lifetimeMs = 900_000) => {
  const clock = createFakeClock()
  const waiting: { resolve(): void; reject(error: unknown): void }[] = []
  let count = 0
  const source = createTokenSource({
    bank,
    clock,
    marginMs: 60_000,
    fetch: () =>
      new Promise((resolve, reject) => {
        count += 1
        const value = `t-${count}`
        waiting.push({ resolve: () => resolve({ value, lifetimeMs }), reject })
      }),
  })
  return { clock, source, waiting, count: () => count }
}

describe('a token source', () => {
  it('shares one request, and keeps the token until its margin', async () => {
    const { clock, source, waiting, count } = make()
    const asked = [source.get(), source.get()]
    waiting[0]?.resolve()
    expect((await Promise.all(asked)).map(({ value }) => value)).toEqual(['t-1', 't-1'])
    await clock.advance(839_999)
    await expect(source.get()).resolves.toMatchObject({ value: 't-1' })
    await clock.advance(1)
    const next = source.get()
    waiting[1]?.resolve()
    await expect(next).resolves.toMatchObject({ value: 't-2' })
    expect(count()).toBe(2)
  })

  it('uses a token of a short life for half of it', async () => {
    const { clock, source, waiting } = make(10_000)
    const first = source.get()
    waiting[0]?.resolve()
    await expect(first).resolves.toMatchObject({ useUntil: clock.now() + 5_000 })
  })

  it('forgets a token that was refused, but not a newer one', async () => {
    const { source, waiting } = make()
    const asked = source.get()
    waiting[0]?.resolve()
    const first = await asked
    source.drop(first)
    const again = source.get()
    waiting[1]?.resolve()
    await again
    source.drop(first)
    await expect(source.get()).resolves.toMatchObject({ value: 't-2' })
  })

  it('B1: an aborted signal rejects, asks for nothing and leaves no rejection behind', async () => {
    const { source, count } = make()
    await expect(source.get({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
    expect(count()).toBe(0)
  })

  it('B1: one caller who gives up does not end the request for the others', async () => {
    const { source, waiting } = make()
    const controller = new AbortController()
    const [gone, staying] = [source.get({ signal: controller.signal }), source.get()]
    controller.abort()
    await expect(gone).rejects.toMatchObject({ code: 'aborted' })
    waiting[0]?.resolve()
    await expect(staying).resolves.toMatchObject({ value: 't-1' })
  })

  it('B1: a failure that nobody waits for any more is no unhandled rejection', async () => {
    const { source, waiting } = make()
    const controller = new AbortController()
    const gone = source.get({ signal: controller.signal })
    controller.abort()
    await expect(gone).rejects.toMatchObject({ code: 'aborted' })
    waiting[0]?.reject(new Error('late'))
    await new Promise((resolve) => setImmediate(resolve))
    const next = source.get()
    waiting[1]?.resolve()
    await expect(next).resolves.toMatchObject({ value: 't-2' })
  })
})

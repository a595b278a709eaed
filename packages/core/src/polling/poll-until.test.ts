import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { pollUntil } from './poll-until.ts'

describe('pollUntil', () => {
  it('looks at once, then in its rhythm, until there is something', async () => {
    const clock = createFakeClock()
    const start = clock.now()
    const looks: number[] = []
    const found = pollUntil(
      async () => {
        looks.push(clock.now() - start)
        return looks.length === 3 ? 'there' : undefined
      },
      { clock, intervalMs: 2_000, timeoutMs: 60_000 },
    )
    await clock.advance(10_000)
    expect(await found).toBe('there')
    expect(looks).toEqual([0, 2_000, 4_000])
  })

  it('gives up in time', async () => {
    const clock = createFakeClock()
    const found = pollUntil(async () => undefined, { clock, intervalMs: 2_000, timeoutMs: 5_000 })
    const outcome = expect(found).rejects.toMatchObject({ code: 'timeout' })
    await clock.advance(6_000)
    await outcome
    expect(clock.sleeping).toBe(0)
  })

  it('ends with the caller’s signal', async () => {
    const clock = createFakeClock()
    const controller = new AbortController()
    const found = pollUntil(async () => undefined, {
      clock,
      intervalMs: 2_000,
      timeoutMs: 60_000,
      signal: controller.signal,
    })
    const outcome = expect(found).rejects.toThrow('enough')
    await clock.advance(1_000)
    controller.abort(new Error('enough'))
    await outcome
  })

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('B2: waits as long as asked for when the machine’s clock is set %s meanwhile', async (_, step) => {
    const clock = createFakeClock()
    const start = clock.now()
    let offset = 0
    const looks: number[] = []
    const stepping = { ...clock, now: () => clock.now() + offset, monotonic: () => clock.now() - start }
    const found = pollUntil(
      async () => {
        looks.push(clock.now() - start)
        offset = step
        return undefined
      },
      { clock: stepping, intervalMs: 2_000, timeoutMs: 5_000 },
    )
    const outcome = expect(found).rejects.toMatchObject({ code: 'timeout' })
    await clock.advance(60_000)
    await outcome
    expect(looks).toEqual([0, 2_000, 4_000])
  })

  it('B2: a step back prolongs no wait by its length, also where the clock cannot measure', async () => {
    const clock = createFakeClock()
    const start = clock.now()
    const looks: number[] = []
    const stepping = { now: () => clock.now() - (looks.length > 1 ? 3_600_000 : 0), sleep: clock.sleep }
    const found = pollUntil(
      async () => {
        looks.push(clock.now() - start)
        return undefined
      },
      { clock: stepping, intervalMs: 2_000, timeoutMs: 6_000 },
    )
    const outcome = expect(found).rejects.toMatchObject({ code: 'timeout' })
    await clock.advance(60_000)
    await outcome
    expect(looks.length).toBeLessThanOrEqual(6)
  })
})

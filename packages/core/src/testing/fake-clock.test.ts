import { describe, expect, it } from 'vitest'
import { createFakeClock } from './fake-clock.ts'

describe('createFakeClock', () => {
  it('stands still until it is moved', () => {
    const clock = createFakeClock(1_000)
    expect([clock.now(), clock.now()]).toEqual([1_000, 1_000])
    clock.set(5_000)
    expect(clock.now()).toBe(5_000)
  })

  it('wakes sleepers in the order of their times, each at its own time', async () => {
    const clock = createFakeClock(0)
    const woken: [string, number][] = []
    const sleepers = [
      clock.sleep(300).then(() => woken.push(['c', clock.now()])),
      clock.sleep(100).then(() => woken.push(['a', clock.now()])),
      clock.sleep(200).then(() => woken.push(['b', clock.now()])),
    ]
    await clock.advance(250)
    expect(woken).toEqual([
      ['a', 100],
      ['b', 200],
    ])
    expect([clock.now(), clock.sleeping]).toEqual([250, 1])
    await clock.advance(50)
    await Promise.all(sleepers)
    expect(woken.at(-1)).toEqual(['c', 300])
  })

  it('wakes who goes to sleep again on the way', async () => {
    const clock = createFakeClock(0)
    const ticks: number[] = []
    const ticking = (async () => {
      while (ticks.length < 3) {
        await clock.sleep(10)
        ticks.push(clock.now())
      }
    })()
    await clock.advance(100)
    await ticking
    expect(ticks).toEqual([10, 20, 30])
  })

  it('ends a sleep with the signal’s reason', async () => {
    const clock = createFakeClock(0)
    const controller = new AbortController()
    const sleep = clock.sleep(100, controller.signal)
    controller.abort(new Error('enough'))
    await expect(sleep).rejects.toThrow('enough')
    await expect(clock.sleep(1, controller.signal)).rejects.toThrow('enough')
    expect(clock.sleeping).toBe(0)
  })
})

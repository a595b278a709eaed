import { beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock, type FakeClock } from '../../testing/fake-clock.ts'
import { type Alarm, createAlarm } from './alarm.ts'

let clock: FakeClock
let alarm: Alarm
let rung: string[]

beforeEach(() => {
  clock = createFakeClock()
  alarm = createAlarm(clock)
  rung = []
})

const ring = (ms: number, name: string): (() => void) => alarm.after(ms, () => rung.push(name))

describe('createAlarm', () => {
  it('rings each in its time, by one timer', async () => {
    ring(300, 'late')
    ring(100, 'early')
    await clock.advance(50)
    ring(100, 'between')
    expect(clock.sleeping).toBe(1)
    await clock.advance(49)
    expect(rung).toEqual([])
    await clock.advance(1)
    expect(rung).toEqual(['early'])
    await clock.advance(50)
    expect(rung).toEqual(['early', 'between'])
    await clock.advance(149)
    expect(rung).toEqual(['early', 'between'])
    await clock.advance(1)
    expect(rung).toEqual(['early', 'between', 'late'])
    expect(clock.sleeping).toBe(0)
  })

  it('rings for nobody who is gone, and sleeps for nobody', async () => {
    const [first, second] = [ring(100, 'first'), ring(200, 'second')]
    first()
    expect(clock.sleeping).toBe(1)
    await clock.advance(150)
    second()
    expect(clock.sleeping).toBe(0)
    await clock.advance(1_000)
    expect(rung).toEqual([])
  })

  it('can be set again while it rings, beside others of the same time', async () => {
    alarm.after(100, () => ring(100, 'again'))
    ring(100, 'beside')
    await clock.advance(100)
    expect(rung).toEqual(['beside'])
    await clock.advance(99)
    expect(rung).toEqual(['beside'])
    await clock.advance(1)
    expect(rung).toEqual(['beside', 'again'])
    expect(clock.sleeping).toBe(0)
  })

  it.each([-3_600_000, 3_600_000])('rings in time though the clock is set by %d ms meanwhile', async (step) => {
    let offset = 0
    alarm = createAlarm({ ...clock, now: () => clock.now() + offset })
    ring(1_000, 'before')
    await clock.advance(400)
    offset = step
    ring(1_000, 'after')
    await clock.advance(600)
    expect(rung).toEqual(step > 0 ? ['before'] : [])
    await clock.advance(1_400)
    expect(rung).toEqual(['before', 'after'])
    expect(clock.sleeping).toBe(0)
  })
})

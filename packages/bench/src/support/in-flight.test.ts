import { describe, expect, it } from 'vitest'
import { inFlight } from './in-flight.ts'

describe('tasks in flight', () => {
  it('are as many as wanted and no more, each index once', async () => {
    let running = 0
    let most = 0
    const seen: number[] = []
    await inFlight(10, 4, async (index) => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      seen.push(index)
      running -= 1
    })
    expect(most).toBe(4)
    expect(seen.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('never outnumber the tasks', async () => {
    let started = 0
    await inFlight(2, 4, async () => {
      started += 1
    })
    expect(started).toBe(2)
  })
})

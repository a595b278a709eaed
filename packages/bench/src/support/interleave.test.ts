import { describe, expect, it } from 'vitest'
import { interleave } from './interleave.ts'

/** A side that gives these figures in turn and writes its name down. */
const side = (name: string, figures: readonly number[], log: string[]) => {
  const left = [...figures]
  return async (): Promise<number> => {
    log.push(name)
    return left.shift() ?? Number.NaN
  }
}

describe('two sides in turns', () => {
  it('run once uncounted, then A B, B A, A B', async () => {
    const log: string[] = []
    await interleave(3, side('a', [1, 1, 1, 1], log), side('b', [1, 1, 1, 1], log))
    expect(log.join('')).toBe('ababbaab')
  })

  it('run just once when one round is wanted', async () => {
    const log: string[] = []
    expect(await interleave(1, side('a', [4], log), side('b', [2], log))).toEqual({ ours: 4, other: 2, ratio: 2 })
    expect(log.join('')).toBe('ab')
  })

  it('are compared pair by pair: a busy moment that hit one pair says nothing', async () => {
    const log: string[] = []
    const compared = await interleave(3, side('a', [999, 2, 20, 3], log), side('b', [999, 1, 10, 1], log))
    expect(compared).toEqual({ ours: 3, other: 1, ratio: 2 })
  })
})

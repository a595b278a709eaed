import { median } from '../statistics.ts'

export interface Compared {
  readonly ours: number
  readonly other: number
  readonly ratio: number
}

/** One measurement of a side: any figure, larger or smaller being better. */
export type Side = () => Promise<number>

/**
 * Both sides in turns, A B B A A B …, so that a busy moment of the machine hits both. With more than one round, a first turn
 * of each warms up and is not counted. Medians of each side, and the median of the pairs' ratios.
 */
export const interleave = async (rounds: number, ours: Side, other: Side): Promise<Compared> => {
  if (rounds > 1) {
    await ours()
    await other()
  }
  const pairs: { ours: number; other: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await ours()
      pairs.push({ ours: first, other: await other() })
    } else {
      const first = await other()
      pairs.push({ ours: await ours(), other: first })
    }
  }
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    other: median(pairs.map((pair) => pair.other)),
    ratio: median(pairs.map((pair) => pair.ours / pair.other)),
  }
}

import { createSeededRandom } from '../../../packages/core/src/testing/index.ts'

/** Choices from a seed: the same seed makes the same mutants. */
export interface Choices {
  below(limit: number): number
  of<T>(items: readonly T[]): T
  hex(length: number): string
  uuid(): string
}

export const createChoices = (seed: string): Choices => {
  const random = createSeededRandom(seed)
  const below = (limit: number): number => Math.floor(random.fraction() * limit)
  return {
    below,
    of: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('nothing to choose from')
      return item
    },
    hex: (length) => Buffer.from(random.bytes(length)).toString('hex').slice(0, length),
    uuid: () => random.uuid(),
  }
}

import { describe, expect, it } from 'vitest'
import { pageParts, readPartPosition, type WholePage } from './page-parts.ts'

const pages: readonly WholePage<number>[] = [
  { items: [1, 2, 3, 4, 5], problems: [{ message: 'one' }], next: 'b' },
  { items: [], problems: [{ message: 'two' }], next: 'c' },
  { items: [6, 7], problems: [] },
]
const read = async (size: number | undefined, position?: string) => {
  const start = readPartPosition(position)
  const from = start.at === undefined ? 0 : pages.findIndex(({ next }) => next === start.at) + 1
  async function* rest() {
    yield* pages.slice(from)
  }
  const parts: WholePage<number>[] = []
  for await (const part of pageParts<number, WholePage<number>>(rest(), { size, start })) parts.push(part)
  return parts
}

describe('pageParts', () => {
  it('leaves pages as they are where no size is asked for', async () => {
    expect(await read(undefined)).toEqual(pages)
  })

  it('gives parts of the size, with the problems of a page once', async () => {
    const parts = await read(2)
    expect(parts.map(({ items }) => items)).toEqual([[1, 2], [3, 4], [5], [], [6, 7]])
    expect(parts.map(({ problems }) => problems.length)).toEqual([1, 0, 0, 1, 0])
  })

  it('goes on after each part, by its position alone', async () => {
    const whole = await read(2)
    for (const [index, { next }] of whole.entries()) {
      if (next === undefined) continue
      expect((await read(2, next)).map(({ items }) => items)).toEqual(whole.slice(index + 1).map(({ items }) => items))
    }
    expect(whole.at(-1)?.next).toBeUndefined()
  })

  it('reads positions of a bank that look like nothing of ours', () => {
    expect(readPartPosition('/accounts?page=2')).toEqual({ at: '/accounts?page=2', given: 0 })
    expect(readPartPosition('+5 ')).toEqual({ at: undefined, given: 5 })
    expect(readPartPosition(undefined)).toEqual({ at: undefined, given: 0 })
  })
})

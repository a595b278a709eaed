import { describe, expect, it } from 'vitest'
import { entryKey } from './listing.ts'
import { createPageMemory } from './page-memory.ts'
import type { Entry } from './types.ts'

const entry = (content: string, bankId: string | null = null): Entry => ({
  status: 'booked',
  facts: {} as Entry['facts'],
  bankId,
  previousId: null,
  content,
  page: 0,
  place: 0,
  raw: undefined,
  seam: false,
})

const page = (...contents: readonly string[]): readonly Entry[] => contents.map((content) => entry(content))
const contents = (entries: readonly Entry[]): readonly string[] => entries.map(({ content }) => content)

describe('R2: what a backfill remembers of its pages', () => {
  it('drops a page that was served before, and keeps one that only resembles it', () => {
    const memory = createPageMemory('stable', null)
    expect(memory.take(page('a', 'b', 'c'))).toHaveLength(3)
    expect(memory.take(page('d', 'e', 'f'))).toHaveLength(3)
    expect(memory.take(page('a', 'b', 'c'))).toEqual([])
    expect(contents(memory.take(page('a', 'c', 'b')))).toEqual(['a', 'c', 'b'])
    // The same content under another id is another entry.
    expect(memory.take([entry('a', '1'), entry('b', '2'), entry('c', '3')])).toHaveLength(3)
  })

  it.each([
    ['of this version', (memory: string, _: readonly Entry[]) => memory],
    ['of the first release', (_: string, last: readonly Entry[]) => JSON.stringify(last.map(entryKey))],
  ])('knows the last page over a restart: a memory %s', (_, kept) => {
    const last = page('a', 'b', 'c', 'd')
    const first = createPageMemory('shifting', null)
    first.take(last)
    const again = (): ReturnType<typeof createPageMemory> => createPageMemory('shifting', kept(first.last(), last))
    expect(again().take(last)).toEqual([])
    expect(contents(again().take(page('c', 'd', 'e')))).toEqual(['e'])
    expect(
      again()
        .take(page('d', 'e', 'f'))
        .map(({ seam }) => seam),
    ).toEqual([true, false, false])
    expect(again().last()).toBe(first.last())
  })
})

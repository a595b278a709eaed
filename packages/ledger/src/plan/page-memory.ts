import { entryKey, isTellingPage, seamLength } from './listing.ts'
import type { Entry } from './types.ts'

/** Remembers the pages of a backfill, so that a page or a seam that the bank serves twice counts once (R2). */
export interface PageMemory {
  /** The entries of a page that are new; none when the whole page was served before. */
  take(entries: readonly Entry[]): readonly Entry[]
  /** What to keep over a restart: the keys of the last page. */
  last(): string
}

const most = 1000

export const createPageMemory = (paging: 'stable' | 'shifting', lastPage: string | null): PageMemory => {
  let previous: readonly string[] = lastPage === null ? [] : (JSON.parse(lastPage) as string[])
  const seen = new Set<string>(previous.length === 0 ? [] : [previous.join('\n')])
  return {
    take: (entries) => {
      const keys = entries.map(entryKey)
      const whole = keys.join('\n')
      if (seen.has(whole) && isTellingPage(entries, keys)) return []
      seen.add(whole)
      const repeated = seamLength(previous, keys)
      previous = keys
      const isRepeat = paging === 'shifting' && repeated >= 2 && new Set(keys.slice(0, repeated)).size >= 2
      if (isRepeat) return entries.slice(repeated)
      return repeated === 0
        ? entries
        : entries.map((entry, index) => (index < repeated ? { ...entry, seam: true } : entry))
    },
    last: () => JSON.stringify(previous.length > most ? [] : previous),
  }
}

import { isUsableId } from './identity.ts'
import type { DayDigest, Listed, Mode, Row, WalkContext } from './types.ts'

/** What a row of a day is compared by. Contents have one length, so that keys can stand one after the other. */
export const digestKey = (content: string, id: string | null): string => `${content}${id ?? ''}\n`

/** The id by which a listed entry is compared, before it is known whether others have it too. */
export const idForDigest = (bankId: string | null, mode: Mode): string | null =>
  mode === 'N' || !isUsableId(bankId) ? null : bankId

type DigestContext = Pick<WalkContext, 'mode' | 'consent' | 'contentVersion'>

/** Digests of rows in memory, as a store reads them. */
export const toDayDigests = (rows: readonly Row[], context: DigestContext): readonly DayDigest[] => {
  const { mode, consent, contentVersion } = context
  const days = new Map<string, DayDigest>()
  for (const row of rows) {
    const { day } = row.facts
    const known = days.get(day)
    const id = mode === 'N' || (mode === 'C' && row.consent !== consent) ? null : row.bankId
    const isBooked = row.state === 'booked'
    const isOpen = !isBooked || row.missingSince !== null || row.contentVersion !== contentVersion
    days.set(day, {
      day,
      booked: (known?.booked ?? 0) + (isBooked ? 1 : 0),
      isOpen: (known?.isOpen ?? false) || isOpen,
      hasClaimed: (known?.hasClaimed ?? false) || row.pendingId !== null,
      keys: (known?.keys ?? '') + digestKey(row.content, id),
    })
  }
  return [...days.values()]
}

/**
 * Days whose stored rows are exactly what is listed: nothing is to be matched there, which makes a re-read cheap (section 1.1).
 * A day with a row that is missing, removed, or of another content version is looked at in full.
 */
export const settledDays = (
  stored: readonly DayDigest[],
  listed: readonly Listed[],
): { readonly settled: ReadonlySet<string>; readonly hasOpen: boolean } => {
  const known = new Map(stored.map((digest) => [digest.day, digest]))
  const found = new Map<string, string[]>()
  let [last, keys]: [string | undefined, string[]] = [undefined, []]
  for (const { entry, id } of listed) {
    const { day } = entry.facts
    if (day !== last) {
      keys = found.get(day) ?? []
      found.set(day, keys)
      last = day
    }
    keys.push(digestKey(entry.content, id))
  }
  const settled = new Set<string>()
  for (const [day, listedKeys] of found) {
    const digest = known.get(day)
    if (digest !== undefined && !digest.isOpen && isSameMultiset(digest.keys, listedKeys)) settled.add(day)
  }
  return { settled, hasOpen: found.size > settled.size }
}

/** Most banks list in the order in which the rows were numbered: then nothing is to be sorted. */
const isSameMultiset = (stored: string, listed: readonly string[]): boolean => {
  const text = listed.join('')
  if (text === stored) return true
  return text.length === stored.length && listed.toSorted().join('') === keysOf(stored).sort().join('')
}

/** The keys of a day, one by one. */
export const keysOf = (keys: string): string[] => keys.split(/(?<=\n)/)

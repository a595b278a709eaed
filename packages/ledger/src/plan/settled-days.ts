import type { Listed, RowDigest, WalkInput } from './types.ts'

/**
 * Days whose stored rows are exactly what is listed: nothing is to be matched there, which makes a re-read cheap (section 1.1).
 * A day with a row that is missing, removed, or of an older content version is looked at in full.
 */
export const settledDays = (
  stored: readonly RowDigest[],
  listed: readonly Listed[],
  { mode, consent, contentVersion }: Pick<WalkInput, 'mode' | 'consent' | 'contentVersion'>,
): ReadonlySet<string> => {
  const [kept, found] = [new Map<string, Keys>(), new Map<string, Keys>()]
  const open = new Set<string>()
  for (const { day, state, missingSince, content, bankId, consent: seenUnder, contentVersion: version } of stored) {
    if (state !== 'booked' || missingSince !== null || version !== contentVersion) open.add(day)
    const id = mode === 'N' || bankId === null || (mode === 'C' && seenUnder !== consent) ? '' : bankId
    push(kept, day, content, id)
  }
  for (const { entry, id } of listed) push(found, entry.facts.day, entry.content, id ?? '')
  const settled = new Set<string>()
  for (const [day, keys] of found) {
    const known = kept.get(day)
    if (known !== undefined && !open.has(day) && isSameMultiset(known, keys)) settled.add(day)
  }
  return settled
}

/** Content and id of each row of a day, side by side. */
type Keys = string[]

const push = (map: Map<string, Keys>, day: string, content: string, id: string): void => {
  const keys = map.get(day)
  if (keys === undefined) map.set(day, [content, id])
  else keys.push(content, id)
}

/** Most banks list in the order in which the rows were numbered: then nothing is to be sorted. */
const isSameMultiset = (left: Keys, right: Keys): boolean => {
  if (left.length !== right.length) return false
  if (left.every((key, index) => key === right[index])) return true
  const [a, b] = [pairsOf(left).sort(), pairsOf(right).sort()]
  return a.every((key, index) => key === b[index])
}

const pairsOf = (keys: Keys): string[] => {
  const pairs: string[] = []
  for (let index = 0; index < keys.length; index += 2) pairs.push(`${keys[index]}${keys[index + 1]}`)
  return pairs
}

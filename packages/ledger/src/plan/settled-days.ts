import type { Listed } from './listing.ts'
import type { Row, WalkInput } from './types.ts'

/**
 * Days whose stored rows are exactly what is listed: nothing is to be matched there, which makes a re-read cheap (section 1.1).
 * A day with a row that is missing, removed, or of an older content version is looked at in full.
 */
export const settledDays = (
  stored: readonly Row[],
  listed: readonly Listed[],
  { mode, consent, contentVersion }: WalkInput,
): ReadonlySet<string> => {
  const [kept, found] = [new Map<string, string[]>(), new Map<string, string[]>()]
  const open = new Set<string>()
  for (const { facts, state, missingSince, content, bankId, consent: seenUnder, contentVersion: version } of stored) {
    if (state !== 'booked' || missingSince !== null || version !== contentVersion) open.add(facts.day)
    const id = mode === 'N' || bankId === null || (mode === 'C' && seenUnder !== consent) ? '' : bankId
    push(kept, facts.day, `${content}${id}`)
  }
  for (const { entry, id } of listed) push(found, entry.facts.day, `${entry.content}${id ?? ''}`)
  const settled = new Set<string>()
  for (const [day, keys] of found) {
    const known = kept.get(day)
    if (known !== undefined && !open.has(day) && isSameMultiset(known, keys)) settled.add(day)
  }
  return settled
}

const push = (map: Map<string, string[]>, day: string, key: string): void => {
  const keys = map.get(day)
  if (keys === undefined) map.set(day, [key])
  else keys.push(key)
}

const isSameMultiset = (left: string[], right: string[]): boolean => {
  if (left.length !== right.length) return false
  const [a, b] = [left.toSorted(), right.toSorted()]
  return a.every((key, index) => key === b[index])
}

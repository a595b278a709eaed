import type { EpochMs } from '@nostro/core'
import { isWithin } from './days.ts'
import type { Change, Row, WalkInput } from './types.ts'

const expiryMs = 14 * 86_400_000

/** More than this many, and more than this share, missing at once is a hiccup of the bank, not its correction (R8). */
const suspiciousCount = 5
const suspiciousShare = 0.2

/** Booked rows of the walk's range that it did not list, and whether so many are missing that the bank is not believed. */
export const findMissing = (
  unmatched: readonly Row[],
  input: WalkInput,
  bookedInRange: number,
): { readonly rows: readonly Row[]; readonly isSuspicious: boolean } => {
  const rows = unmatched.filter(({ state, facts }) => state === 'booked' && isWithin(facts.day, input.from, input.to))
  const isMany = rows.length > suspiciousCount && rows.length > suspiciousShare * bookedInRange
  return { rows, isSuspicious: isMany && !input.acceptRemovals }
}

/** Missing for the first time: still counted, not reported. Missing in a second complete walk of another sync: removed. */
export const missRow = (row: Row, { at, walk, firstWalkOfSync }: WalkInput): Change | undefined => {
  const frame = { before: row, entry: undefined, changed: [] }
  if (row.missingSince === null || row.missingWalk === null) {
    return { ...frame, row: { ...row, missingSince: at, missingWalk: walk }, aspects: ['missing'] }
  }
  if (row.missingWalk >= firstWalkOfSync) return undefined
  return { ...frame, row: { ...row, state: 'removed', endedAt: at }, aspects: ['removed'] }
}

/** A pending row that the bank lists no more: out of every balance at once, expired 14 days later (R7). */
export const vanishRow = (row: Row, at: EpochMs): Change | undefined => {
  const frame = { before: row, entry: undefined, changed: [] }
  if (row.unlistedSince === null) return { ...frame, row: { ...row, unlistedSince: at }, aspects: ['unlisted'] }
  if (at - row.unlistedSince < expiryMs) return undefined
  return { ...frame, row: { ...row, state: 'expired', endedAt: at }, aspects: ['expired'] }
}

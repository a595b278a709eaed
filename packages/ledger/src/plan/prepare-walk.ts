import { isWithin } from './days.ts'
import { readListing } from './listing.ts'
import { settledDays } from './settled-days.ts'
import type { PreparedWalk, Row, RowDigest, WalkInput } from './types.ts'

export const toDigest = (row: Row): RowDigest => ({
  no: row.no,
  day: row.facts.day,
  state: row.state,
  content: row.content,
  contentVersion: row.contentVersion,
  bankId: row.bankId,
  pendingId: row.pendingId,
  consent: row.consent,
  missingSince: row.missingSince,
})

type Listed = Pick<WalkInput, 'entries' | 'mode' | 'paging' | 'consent' | 'contentVersion' | 'from' | 'to'>

/** Reads the listing and finds the days on which there is nothing to do, before a row is read in full. */
export const prepareWalk = (input: Listed, digests: readonly RowDigest[]): PreparedWalk => {
  const listing = readListing(input.entries, input)
  return {
    listing,
    settled: settledDays(digests, listing.booked, input),
    bookedInRange: digests.filter(({ state, day }) => state === 'booked' && isWithin(day, input.from, input.to)).length,
  }
}

/** Must the row be read in full? Rows that were claimed once are asked whether a pending entry is sent again (R7). */
export const isWanted = ({ day, pendingId }: RowDigest, { settled, listing }: PreparedWalk): boolean =>
  !settled.has(day) || (pendingId !== null && listing.pending.length > 0)

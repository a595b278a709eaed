import { isWithin } from './days.ts'
import { readListing } from './listing.ts'
import { settledDays } from './settled-days.ts'
import type { DayDigest, PreparedWalk, WalkInput } from './types.ts'

type Walked = Pick<WalkInput, 'entries' | 'mode' | 'paging' | 'from' | 'to'>

/** Reads the listing and finds the days on which there is nothing to do, before a row is read in full. */
export const prepareWalk = (input: Walked, days: readonly DayDigest[]): PreparedWalk => {
  const listing = readListing(input.entries, input)
  let bookedInRange = 0
  for (const { day, booked } of days) if (isWithin(day, input.from, input.to)) bookedInRange += booked
  return { listing, ...settledDays(days, listing.booked), bookedInRange }
}

/**
 * The days whose rows must be read in full: those of the range that are not settled, since a row may be missing there, and, where
 * something listed is not settled, those around the range too, from where it may have moved.
 */
export const unsettledDays = (
  { from, to }: Pick<WalkInput, 'from' | 'to'>,
  days: readonly DayDigest[],
  { settled, hasOpen }: PreparedWalk,
): readonly string[] =>
  days.flatMap(({ day }) => (!settled.has(day) && (hasOpen || isWithin(day, from, to)) ? [day] : []))

/** Settled days with rows that were claimed once: they are asked whether a pending entry is sent again (R7). */
export const claimedDays = (days: readonly DayDigest[], { settled, listing }: PreparedWalk): readonly string[] =>
  listing.pending.length === 0
    ? []
    : days.flatMap(({ day, hasClaimed }) => (hasClaimed && settled.has(day) ? [day] : []))

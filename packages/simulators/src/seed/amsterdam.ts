import type { EpochMs } from '../clock/simulated-clock.ts'

const hour = 3_600_000
const day = 86_400_000

/** Remembers answers by number: years of movements ask for the same few hundred days again and again. */
const remembered = <T>(limit: number, answer: (of: number) => T): ((of: number) => T) => {
  const known = new Map<number, T>()
  return (of) => {
    const found = known.get(of)
    if (found !== undefined) return found
    if (known.size >= limit) known.clear()
    const made = answer(of)
    known.set(of, made)
    return made
  }
}

/** 01:00 UTC on the last Sunday of March (2) or October (9): when the EU changes its clocks. */
const lastSundayOf = (month: 2 | 9) =>
  remembered(400, (year): EpochMs => {
    const end = Date.UTC(year, month, 31, 1)
    return end - new Date(end).getUTCDay() * day
  })

const [inMarch, inOctober] = [lastSundayOf(2), lastSundayOf(9)]

/** Milliseconds by which Amsterdam is ahead of UTC: the rule of the EU since 1996. */
const offsetAt = (instant: EpochMs): number => {
  const year = new Date(instant).getUTCFullYear()
  return instant >= inMarch(year) && instant < inOctober(year) ? 2 * hour : hour
}

/** Days since 1970-01-01 of the calendar day in Amsterdam. */
export const amsterdamDay = (instant: EpochMs): number => Math.floor((instant + offsetAt(instant)) / day)

/** `YYYY-MM-DD` of a day counted from 1970-01-01. */
export const toDate: (epochDay: number) => string = remembered(10_000, (epochDay) =>
  new Date(epochDay * day).toISOString().slice(0, 10),
)

/** The calendar day in Amsterdam, `YYYY-MM-DD`. */
export const amsterdamDate = (instant: EpochMs): string => toDate(amsterdamDay(instant))

/** The instant of a time of day in Amsterdam; `minutes` since midnight. A time that the clocks skip moves an hour. */
export const amsterdamInstant = (epochDay: number, minutes: number): EpochMs => {
  const wall = epochDay * day + minutes * 60_000
  return wall - offsetAt(wall - hour)
}

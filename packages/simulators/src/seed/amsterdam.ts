import type { EpochMs } from '../clock/simulated-clock.ts'

const hour = 3_600_000
const day = 86_400_000

/** 01:00 UTC on the last Sunday of March (2) or October (9): when the EU changes its clocks. */
const lastSunday = (year: number, month: 2 | 9): EpochMs => {
  const end = Date.UTC(year, month, 31, 1)
  return end - new Date(end).getUTCDay() * day
}

/** Milliseconds by which Amsterdam is ahead of UTC: the rule of the EU since 1996. */
const offsetAt = (instant: EpochMs): number => {
  const year = new Date(instant).getUTCFullYear()
  return instant >= lastSunday(year, 2) && instant < lastSunday(year, 9) ? 2 * hour : hour
}

/** Days since 1970-01-01 of the calendar day in Amsterdam. */
export const amsterdamDay = (instant: EpochMs): number => Math.floor((instant + offsetAt(instant)) / day)

/** `YYYY-MM-DD` of a day counted from 1970-01-01. */
export const toDate = (epochDay: number): string => new Date(epochDay * day).toISOString().slice(0, 10)

/** The calendar day in Amsterdam, `YYYY-MM-DD`. */
export const amsterdamDate = (instant: EpochMs): string => toDate(amsterdamDay(instant))

/** The instant of a time of day in Amsterdam; `minutes` since midnight. A time that the clocks skip moves an hour. */
export const amsterdamInstant = (epochDay: number, minutes: number): EpochMs => {
  const wall = epochDay * day + minutes * 60_000
  return wall - offsetAt(wall - hour)
}

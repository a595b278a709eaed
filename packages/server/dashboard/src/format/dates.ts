/** A day has no time and no zone: it is written in UTC, wherever the reader is. */
const dayFormats = {
  short: { day: 'numeric', month: 'short' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  table: { day: 'numeric', month: 'short', year: 'numeric' },
  heading: { weekday: 'long', day: 'numeric', month: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

export type DayStyle = keyof typeof dayFormats

/**
 * A booking day, as the bank wrote it: `2026-11-30` is the thirtieth in every zone.
 *
 * @example
 * formatDay('2026-11-30', 'en-GB', 'short') // '30 Nov'
 */
export const formatDay = (day: string, language: string, style: DayStyle = 'short'): string =>
  new Intl.DateTimeFormat(language, { ...dayFormats[style], timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))

/** `2026-11` as a month's name; with the year where it is asked for. */
export const formatMonth = (month: string, language: string, withYear = false): string =>
  new Intl.DateTimeFormat(language, {
    month: withYear ? 'long' : 'short',
    ...(withYear ? { year: 'numeric' } : {}),
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`))

/** A moment, in the reader's own zone. */
export const formatInstant = (instant: string, language: string, zone?: string): string =>
  new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(new Date(instant))

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** How long ago, or how long until: `5 minutes ago`, `in 3 days`. */
export const formatAgo = (instant: string, now: number, language: string): string => {
  const seconds = (Date.parse(instant) - now) / 1000
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  }
  return format.format(0, 'second')
}

/** The day of a moment in a zone; the reader's own when none is given. */
export const dayOf = (epochMs: number, zone?: string): string =>
  new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(epochMs)

/** A day so many days later (or earlier). */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** The first day of the month that lies so many months before. */
export const monthStart = (day: string, monthsBack = 0): string => {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - monthsBack, 1)).toISOString().slice(0, 10)
}

import { NostroError } from '../errors/nostro-error.ts'
import type { EpochMs, Instant, LocalDate } from './date-types.ts'

export type { EpochMs, Instant, LocalDate } from './date-types.ts'

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

const daysOfMonth = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (daysOfMonths[month - 1] ?? 0)

/**
 * Asked for every day of every transaction: it makes nothing but numbers, and no text on the way.
 *
 * @example
 * isLocalDate('2026-02-30') // false
 */
export const isLocalDate = (text: string): boolean => {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return false
  const [year, day] = [100 * twoDigits(text, 0) + twoDigits(text, 2), twoDigits(text, 8)]
  return year >= 0 && day >= 1 && day <= daysOfMonth(year, twoDigits(text, 5))
}

/** The number that stands there in two digits; what is no digit makes it `NaN`. */
const twoDigits = (text: string, at: number): number => 10 * digitAt(text, at) + digitAt(text, at + 1)

const digitAt = (text: string, at: number): number => {
  const digit = text.charCodeAt(at) - 48
  return digit >= 0 && digit <= 9 ? digit : Number.NaN
}

/**
 * @throws NostroError `invalid_request` when the text is not a day of the calendar.
 *
 * @example
 * toLocalDate('2026-01-05') // '2026-01-05'
 */
export const toLocalDate = (text: string): LocalDate => {
  if (isLocalDate(text)) return text
  throw new NostroError({
    code: 'invalid_request',
    message: `“${text.slice(0, 32)}” is not a date.`,
    hint: 'Write dates as YYYY-MM-DD, for example 2024-05-31.',
  })
}

/**
 * A moment out of ISO 8601 text with its zone (`Z`, `+02:00` or `+0200`); nothing when the text is something else. A text without
 * a zone is no moment: the machine's own zone never fills the gap.
 *
 * @example
 * parseInstant('2026-01-05T12:00:09Z') // 1767614409000
 */
export const parseInstant = (text: string): EpochMs | undefined => {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|([+-]\d{2}):?(\d{2}))$/.exec(text)
  if (match === null || !isLocalDate(match[1] ?? '')) return undefined
  const [, day, time, hours = '+00', minutes = '00'] = match
  const at = Date.parse(`${day}T${time}${hours}:${minutes}`)
  return Number.isNaN(at) ? undefined : at
}

/**
 * The moment of an HTTP date such as `Tue, 05 Mar 2024 09:08:07 GMT` (RFC 9110 5.6.7); nothing without its `GMT`.
 *
 * @example
 * parseHttpDate('Mon, 05 Jan 2026 12:00:09 GMT') // 1767614409000
 */
export const parseHttpDate = (text: string): EpochMs | undefined => {
  const at = /^[A-Z][a-z]{2,8},? .*GMT$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

/**
 * A moment as text: ISO 8601 in UTC, with milliseconds.
 *
 * @example
 * toInstant(0) // '1970-01-01T00:00:00.000Z'
 */
export const toInstant = (epochMs: EpochMs): Instant => new Date(epochMs).toISOString()

/**
 * The day on which a moment falls in a bank's own zone: where a bank's instant becomes a booking date.
 *
 * @example
 * localDateIn('Europe/Amsterdam', Date.UTC(2026, 0, 1, 23, 30)) // '2026-01-02'
 */
export const localDateIn = (timeZone: string, epochMs: EpochMs): LocalDate => {
  let [year, month, day] = ['', '', '']
  for (const { type, value } of formatterFor(timeZone).formatToParts(epochMs)) {
    if (type === 'year') year = value
    else if (type === 'month') month = value
    else if (type === 'day') day = value
  }
  return `${year.padStart(4, '0')}-${month}-${day}`
}

const formatters = new Map<string, Intl.DateTimeFormat>()

const formatterFor = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formatters.set(timeZone, made)
  return made
}

/**
 * Calendar arithmetic without a time zone: `addDays('2024-02-28', 2)` is `2024-03-01`.
 *
 * @example
 * addDays('2026-02-27', 2) // '2026-03-01'
 */
export const addDays = (date: LocalDate, days: number): LocalDate => toDay(dayNumber(toLocalDate(date)) + days)

/** Days since 0000-03-01: years that begin in March have their leap day at the end, where it disturbs nothing. */
const dayNumber = (date: LocalDate): number => {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const fromMarch = (month + 9) % 12
  const years = year - (month < 3 ? 1 : 0)
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
  return years * 365 + leapDays + Math.floor((153 * fromMarch + 2) / 5) + day - 1
}

const toDay = (number: number): LocalDate => {
  const century = Math.floor((4 * number + 3) / 146_097)
  const inCentury = number - Math.floor((146_097 * century) / 4)
  const year = Math.floor((4 * inCentury + 3) / 1461)
  const inYear = inCentury - Math.floor((1461 * year) / 4)
  const fromMarch = Math.floor((5 * inYear + 2) / 153)
  const day = inYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = ((fromMarch + 2) % 12) + 1
  return [
    String(100 * century + year + (month < 3 ? 1 : 0)).padStart(4, '0'),
    String(month).padStart(2, '0'),
    String(day).padStart(2, '0'),
  ].join('-')
}

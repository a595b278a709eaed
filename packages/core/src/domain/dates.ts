import { NostroError } from '../errors/nostro-error.ts'

/** A calendar day without a time, `YYYY-MM-DD` (ISO 8601). Never passed through a `Date`. */
export type LocalDate = string

/** A moment, ISO 8601 in UTC with `Z`, such as `2024-05-01T22:30:00.000Z`. */
export type Instant = string

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number

const daysOfMonth = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31

export const isLocalDate = (text: string): boolean => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month)
}

/** @throws NostroError `invalid_request` when the text is not a day of the calendar. */
export const toLocalDate = (text: string): LocalDate => {
  if (isLocalDate(text)) return text
  throw new NostroError({
    code: 'invalid_request',
    message: `“${text.slice(0, 32)}” is not a date.`,
    hint: 'Write dates as YYYY-MM-DD, for example 2024-05-31.',
  })
}

export const toInstant = (epochMs: EpochMs): Instant => new Date(epochMs).toISOString()

/** The day on which a moment falls in a bank's own zone: where a bank's instant becomes a booking date. */
export const localDateIn = (timeZone: string, epochMs: EpochMs): LocalDate => {
  const parts = formatterFor(timeZone).formatToParts(epochMs)
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
}

const formatters = new Map<string, Intl.DateTimeFormat>()

const formatterFor = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formatters.set(timeZone, made)
  return made
}

/** Calendar arithmetic without a time zone: `addDays('2024-02-28', 2)` is `2024-03-01`. */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${toLocalDate(date)}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

import { type LocalDate, NostroError, toLocalDate } from '@nostro/core'
import { PersonalNumber } from './personal-number.ts'

/** BankID's form on the wire: 12 digits. It checks nothing else, neither date nor check digit. */
export const isTwelveDigits = (value: unknown): value is string => typeof value === 'string' && /^\d{12}$/.test(value)

/**
 * Reads `YYYYMMDDNNNC` and `YYMMDDNNNC`, with `-` or `+` before the last four or without. A short number means the
 * youngest person it fits on the day `today`; `+` stands from the year in which one turns 100.
 * Date and check digit are not judged here (`faults` tells): test numbers break both rules.
 * @throws NostroError `invalid_request` without the number
 *
 * @example
 * parsePersonalNumber('811228-9874', '2026-01-05')
 */
export const parsePersonalNumber = (text: string, today: LocalDate): PersonalNumber => {
  const match = /^(\d{2})?(\d{2})(\d{4})([-+]?)(\d{4})$/.exec(text.trim())
  if (match === null) throw unreadable('its shape is wrong')
  const [, century, years = '', monthAndDay = '', separator = '', last = ''] = match
  const thisYear = Number(toLocalDate(today).slice(0, 4))
  if (century === undefined) {
    return new PersonalNumber(`${yearOf(years, monthAndDay, separator, today)}${monthAndDay}${last}`)
  }
  if (separator === '+' && thisYear - Number(`${century}${years}`) < 100) {
    throw unreadable('“+” is for people who turn 100 this year or are older')
  }
  return new PersonalNumber(`${century}${years}${monthAndDay}${last}`)
}

/** The latest year with these two digits in which the person can have been born. */
const yearOf = (years: string, monthAndDay: string, separator: string, today: LocalDate): number => {
  const thisYear = Number(today.slice(0, 4))
  const day = Number(monthAndDay.slice(2))
  const bornAt = `${monthAndDay.slice(0, 2)}-${String(day >= 60 ? day - 60 : day).padStart(2, '0')}`
  let year = thisYear - (thisYear % 100) + Number(years)
  const isTooLate = (): boolean =>
    separator === '+' ? thisYear - year < 100 : year > thisYear || (year === thisYear && bornAt > today.slice(5))
  while (isTooLate()) year -= 100
  return year
}

/** The text itself is never shown: it is personal. */
const unreadable = (why: string): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: `This is not a personal number: ${why}.`,
    hint: 'Write YYYYMMDD-NNNC or YYMMDD-NNNC; + instead of - for people of 100 years and more.',
  })

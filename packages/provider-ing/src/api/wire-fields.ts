import { isLocalDate, parseInstant, toInstant } from '@nostro/core'
import { z } from 'zod'

/**
 * Keys whose JSON numbers are taken as text. ING sends amounts as numbers or strings, account numbers (`bban`) as
 * numbers in places, and the day of a standing order as either.
 */
export const decimalKeys: ReadonlySet<string> = new Set(['amount', 'bban', 'dayOfExecution', 'value'])

/** Absent, `null` and blank are the same to ING: cards have `"iban": ""`, accounts `"maskedPan": ""`. */
export const textOf = (text: string | null | undefined): string | undefined => {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? undefined : trimmed
}

export const optionalText = z.string().nullish().transform(textOf)

/** Text as it came, to be read with `textOf`: for entries by the thousand, where a schema's check costs little, its transform much. */
export const sentText = z.string().nullish()

/** The day as written. */
export const dayOf = (text: string | null | undefined): string | undefined => textOf(text)?.slice(0, 10)

/** Blank, or a date, also with a time behind it. */
export const isDay = (text: string): boolean => {
  const day = dayOf(text)
  return day === undefined || isLocalDate(day)
}

/** A date as it came, also with a time behind it; see `dayOf`. */
export const sentDay = z.string().refine(isDay, 'not a date').nullish()

/** As we write moments ourselves: nothing needs to be converted. */
const normalMoment = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** A moment, in any of the forms in which ING's specification and recordings have it; nothing for another text. */
export const momentOf = (text: string | null | undefined): string | undefined => {
  const trimmed = textOf(text)
  if (trimmed === undefined) return undefined
  if (normalMoment.test(trimmed) && isLocalDate(trimmed.slice(0, 10))) return trimmed
  const at = parseInstant(trimmed)
  return at === undefined ? undefined : toInstant(at)
}

/** With `+`, `-` or without a sign; up to five fraction digits by specification, more are kept. */
export const decimalPattern = /^[+-]?\d{1,40}(\.\d{1,20})?$/

export const decimalText = z.string().regex(decimalPattern, 'not a decimal amount')

export const currencyPattern = /^[A-Z]{3}$/

export const currencyCode = z.string().regex(currencyPattern, 'not an ISO 4217 code')

export const wireAmountSchema = z.object({ currency: currencyCode, amount: decimalText })

/** A date, also with a time behind it (`2017-11-21T00:00:00.000+0000` of card accounts): the day as written. */
export const optionalDate = optionalText
  .transform((text) => text?.slice(0, 10))
  .refine((day) => day === undefined || isLocalDate(day), 'not a date')

/** Blank, or a moment that `momentOf` reads. */
export const isMoment = (text: string): boolean => textOf(text) === undefined || momentOf(text) !== undefined

/** A moment as it came; see `momentOf`. */
export const sentMoment = z.string().refine(isMoment, 'not a moment with its zone').nullish()

export const optionalInstant = sentMoment.transform(momentOf)

export const optionalHref = z
  .object({ href: optionalText })
  .nullish()
  .transform((link) => link?.href)

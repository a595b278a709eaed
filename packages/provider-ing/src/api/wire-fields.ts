import { isLocalDate, parseInstant, toInstant } from '@nostro/core'
import { z } from 'zod'

/**
 * Keys whose JSON numbers are taken as text. ING sends amounts as numbers or strings, account numbers (`bban`) as
 * numbers in places, and the day of a standing order as either.
 */
export const decimalKeys: ReadonlySet<string> = new Set(['amount', 'bban', 'dayOfExecution', 'value'])

/** Absent, `null` and blank are the same to ING: cards have `"iban": ""`, accounts `"maskedPan": ""`. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => {
    const trimmed = text?.trim() ?? ''
    return trimmed === '' ? undefined : trimmed
  })

/** With `+`, `-` or without a sign; up to five fraction digits by specification, more are kept. */
export const decimalText = z.string().regex(/^[+-]?\d{1,40}(\.\d{1,20})?$/, 'not a decimal amount')

export const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'not an ISO 4217 code')

export const wireAmountSchema = z.object({ currency: currencyCode, amount: decimalText })

/** A date, also with a time behind it (`2017-11-21T00:00:00.000+0000` of card accounts): the day as written. */
export const optionalDate = optionalText
  .transform((text) => text?.slice(0, 10))
  .refine((day) => day === undefined || isLocalDate(day), 'not a date')

/** A moment; a form that cannot be read is left out, as ING's own specification and recordings differ on it. */
export const optionalInstant = optionalText.transform((text) => {
  const at = parseInstant(text ?? '')
  return at === undefined ? undefined : toInstant(at)
})

export const optionalHref = z
  .object({ href: optionalText })
  .nullish()
  .transform((link) => link?.href)

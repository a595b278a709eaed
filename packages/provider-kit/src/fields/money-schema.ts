import { isIban, isLocalDate, normaliseIban } from '@nostro/core'
import { z } from 'zod'

const digits = new Map<string, number>()

/**
 * Digits after the point in a currency (ISO 4217, as ECMA-402 has them): EUR 2, JPY 0, KWD 3.
 *
 * @example
 * fractionDigitsOf('JPY') // 0
 */
export const fractionDigitsOf = (currency: string): number => {
  const known = digits.get(currency)
  if (known !== undefined) return known
  const found =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  if (digits.size < 1000) digits.set(currency, found)
  return found
}

/** A currency code (ISO 4217). */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code in capital letters, such as EUR')

/** At most 18 digits in all (ISO 20022), as text: a number would be a float, and an exponent or a sign is none of an amount. */
const amountText = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a plain decimal text such as "12.34", without sign, exponent or blanks')
  .refine((text) => text.length <= 19 && text.replace('.', '').length <= 18, 'must have at most 18 digits')
  .refine((text) => /[1-9]/.test(text), 'must be more than zero')

/** A positive amount with no more fraction digits than its currency has. */
export const amountSchema = z
  .strictObject({ amount: amountText, currency: currencySchema })
  .refine(
    ({ amount, currency }) =>
      !/^[A-Z]{3}$/.test(currency) || (amount.split('.')[1] ?? '').length <= fractionDigitsOf(currency),
    { path: ['amount'], message: 'has more fraction digits than its currency' },
  )

/** A calendar day as text: a `Date` is a moment, and which day that is depends on the zone. */
export const dateSchema = z.string().refine(isLocalDate, 'must be a day of the calendar, written YYYY-MM-DD')

/** An IBAN (ISO 13616), blanks allowed; becomes its normal form. */
export const ibanSchema = z
  .string()
  .refine((text) => isIban(normaliseIban(text)), 'is not a valid IBAN: its check digits do not fit')

/** A BIC (ISO 9362). */
export const bicSchema = z
  .string()
  .regex(
    /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/i,
    'must be a BIC of 8 or 11 letters and digits, such as INGBNL2A',
  )

import { compareMoney, isIban, type Money, type NostroError, normaliseIban, parseDecimal } from '@nostro/core'
import { fractionDigitsOf, invalidField } from '@nostro/provider-kit'
import { ing } from './errors.ts'
import { firstForbidden, isSepaText, toSepaText } from './sepa-text.ts'

/** Checks one field before anything is sent; `at` is its place in the payment that the user gave. */
export interface FieldRules {
  /** SEPA characters, at most `max` of them. */
  text(at: string, value: string, max: number): string
  code(at: string, value: string, pattern: RegExp, rule: string): string
  iban(at: string, value: string): string
  bic(at: string, value: string): string
  amount(at: string, value: Money, product: string): { readonly amount: string; readonly currency: string }
}

const bicPattern = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/
const amountPattern = /^[0-9]{1,14}(\.[0-9]{1,3})?$/

/** The error for a field that ING would refuse: nothing is sent. */
export const refuseField = (at: string, problem: string, hint: string): NostroError =>
  invalidField(ing, { field: at, problem, hint })

export const createFieldRules = ({ transliterate }: { readonly transliterate: boolean }): FieldRules => ({
  text: (at, value, max) => {
    const text = transliterate ? toSepaText(value) : value
    if (!isSepaText(text) || text.trim() === '') throw forbiddenText(at, text)
    if (text.length <= max) return text
    throw refuseField(at, `has ${text.length} characters; ING takes at most ${max}`, 'Shorten it.')
  },
  code: (at, value, pattern, rule) => {
    if (pattern.test(value)) return value
    throw refuseField(at, `must be ${rule}`, 'Correct it; nothing was sent.')
  },
  iban: (at, value) => {
    const iban = normaliseIban(value)
    if (isIban(iban)) return iban
    throw refuseField(at, 'is not a valid IBAN', 'Check it for a slip: its check digits do not fit.')
  },
  bic: (at, value) => {
    const bic = value.replace(/\s+/g, '').toUpperCase()
    if (bicPattern.test(bic)) return bic
    throw refuseField(at, 'is not a BIC', 'A BIC has 8 or 11 letters and digits, such as INGBNL2A.')
  },
  amount: (at, value, product) => checkAmount(at, value, product),
})

const forbiddenText = (at: string, text: string): NostroError => {
  const character = firstForbidden(text)
  return refuseField(
    at,
    character === undefined ? 'is empty' : `contains “${character}”, which ING refuses`,
    "Allowed are a-z A-Z 0-9 ? : ( ) . / , ' + - and blanks. The option `transliterate` writes other letters in this set.",
  )
}

const checkAmount = (at: string, { amount, currency }: Money, product: string) => {
  if (!/^[A-Z]{3}$/.test(currency)) throw refuseField(`${at}.currency`, 'is not an ISO 4217 code', 'Write it like EUR.')
  if (!amountPattern.test(amount)) {
    throw refuseField(
      `${at}.amount`,
      'is not a plain decimal number',
      'Write it like "12.34": up to 14 digits, no sign.',
    )
  }
  if (compareMoney({ amount, currency }, { amount: '0', currency }) <= 0) {
    throw refuseField(`${at}.amount`, 'must be more than zero', 'ING moves no money the other way.')
  }
  const digits = fractionDigitsOf(currency)
  if (parseDecimal(amount).scale > digits) {
    throw refuseField(
      `${at}.amount`,
      `has more than the ${digits} fraction digits of ${currency}`,
      'Round it yourself.',
    )
  }
  if (product === 'sepa-credit-transfers' && currency !== 'EUR') {
    throw refuseField(`${at}.currency`, `is ${currency}, but SEPA moves EUR alone`, 'Use the product cross-border.')
  }
  return { amount, currency }
}

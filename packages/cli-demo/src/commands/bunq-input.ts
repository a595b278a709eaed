import { type Creditor, isIban, type Money, NostroError, normaliseIban, parseDecimal } from '@nostro/core'
import { InvalidArgumentError } from 'commander'

const amountWords = 'Write the amount with a point and at most two decimals, for example 12.50.'

/** A positive amount as text, never a float: `12.5` becomes `12.50`; undefined when it is none. */
export const toAmount = (text: string): string | undefined => {
  if (!/^\d{1,12}(\.\d{1,2})?$/.test(text) || parseDecimal(text).unscaled <= 0n) return undefined
  const [whole = '', fraction = ''] = text.split('.')
  return `${whole.replace(/^0+(?=\d)/, '')}.${fraction.padEnd(2, '0')}`
}

export const parseAmountOption = (text: string): string => {
  const amount = toAmount(text)
  if (amount === undefined) throw new InvalidArgumentError(amountWords)
  return amount
}

export const parseCurrencyOption = (text: string): string => {
  if (/^[A-Z]{3}$/.test(text)) return text
  throw new InvalidArgumentError('Write the currency as three capital letters, for example EUR.')
}

/** bunq finds people by e-mail address, phone number (`+31…`) or IBAN; an IBAN wants a name beside it. */
export const toParty = (text: string, name: string | undefined): Creditor => {
  const named = name === undefined || name === '' ? {} : { name }
  if (/^[^@\s]+@[^@\s]+$/.test(text)) return { email: text, ...named }
  if (/^\+\d{6,15}$/.test(text)) return { phone: text, ...named }
  if (!isIban(normaliseIban(text))) {
    throw usage(
      'The other side is neither an e-mail address, nor a phone number with “+”, nor a valid IBAN.',
      'Check it for typing errors. Nothing was sent.',
    )
  }
  if (name === undefined || name === '') throw usage('An IBAN needs a name beside it.', 'Give the holder’s name.')
  return { iban: normaliseIban(text), name }
}

export const showMoney = (
  money: Money | { readonly value: string; readonly currency: string } | null | undefined,
): string => (money == null ? '–' : `${'value' in money ? money.value : money.amount} ${money.currency}`)

export const usage = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

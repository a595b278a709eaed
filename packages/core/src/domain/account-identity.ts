import type { AccountRecognition } from './account.ts'

/** What a bank says about which account it is. */
export interface AccountIdentityParts extends AccountRecognition {
  /** The bank's resource id. */
  readonly id: string
}

/**
 * `key` and `recognition` of an account. The key is the identification hash where the bank has one, the id otherwise,
 * with the currency behind it, since an account in several currencies is one account for each.
 *
 * @example
 * accountIdentity({ id: 'a-1', iban: 'NL69INGB0123456789', currency: 'EUR' })
 * // { key: 'a-1/EUR', recognition: { iban: 'NL69INGB0123456789', currency: 'EUR' } }
 */
export const accountIdentity = ({
  id,
  iban,
  identificationHash,
  maskedPan,
  currency,
}: AccountIdentityParts): { readonly key: string; readonly recognition: AccountRecognition } => {
  const stable = identificationHash ?? id
  const recognition: { -readonly [K in keyof AccountRecognition]: AccountRecognition[K] } = {}
  if (iban !== undefined) recognition.iban = iban
  if (identificationHash !== undefined) recognition.identificationHash = identificationHash
  if (maskedPan !== undefined) recognition.maskedPan = maskedPan
  if (currency !== undefined) recognition.currency = currency
  return { key: currency === undefined ? stable : `${stable}/${currency}`, recognition }
}

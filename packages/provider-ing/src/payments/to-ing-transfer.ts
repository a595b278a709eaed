import type { Creditor, CreditTransfer } from '@nostro/core'
import { type FieldRules, refuseField } from '../api/field-rules.ts'
import type { IngAddress, IngTransfer } from './ing-payment.ts'

export interface TransferParts {
  /** Before the field's name in errors: `payments.3.`. */
  readonly at: string
  readonly rules: FieldRules
  readonly product: string
  readonly hasClearingSystem: boolean
}

/** @throws NostroError `invalid_request` naming the field and what is allowed */
export const toIngTransfer = (transfer: CreditTransfer, parts: TransferParts): IngTransfer => {
  const { at, rules, product } = parts
  const { creditor, endToEndId, remittanceInformation, remittanceReference } = transfer
  if (creditor.name === undefined)
    throw refuseField(`${at}creditor.name`, 'is missing', 'ING demands the receiver’s name.')
  const text = (name: string, value: string | undefined, max: number): string | undefined =>
    value === undefined ? undefined : rules.text(`${at}${name}`, value, max)
  return {
    instructedAmount: rules.amount(`${at}amount`, transfer.amount, product),
    creditorAccount: toCreditorAccount(creditor, parts),
    creditorName: rules.text(`${at}creditor.name`, creditor.name, 70),
    creditorAgent: creditor.bic === undefined ? undefined : rules.bic(`${at}creditor.bic`, creditor.bic),
    creditorAddress: creditor.address === undefined ? undefined : toAddress(creditor.address, parts),
    endToEndIdentification: text('endToEndId', endToEndId, 35),
    remittanceInformationUnstructured: text('remittanceInformation', remittanceInformation, 140),
    remittanceReference: text('remittanceReference', remittanceReference, 35),
  }
}

/** By IBAN; else by account number together with the bank's BIC or clearing id. */
const toCreditorAccount = (creditor: Creditor, { at, rules, product, hasClearingSystem }: TransferParts) => {
  if (creditor.iban !== undefined) return { iban: rules.iban(`${at}creditor.iban`, creditor.iban) }
  if (product === 'sepa-credit-transfers') {
    throw refuseField(
      `${at}creditor.iban`,
      'is missing',
      'SEPA pays to an IBAN. For an account number use cross-border or domestic.',
    )
  }
  if (creditor.bban === undefined) {
    throw refuseField(`${at}creditor.bban`, 'is missing, and so is the IBAN', 'Give one of the two.')
  }
  if (creditor.bic === undefined && !hasClearingSystem) {
    throw refuseField(`${at}creditor.bic`, 'is missing', 'An account number needs the bank’s BIC or its clearing id.')
  }
  return { bban: rules.code(`${at}creditor.bban`, creditor.bban, /^[A-Za-z0-9]{1,34}$/, '1 to 34 letters and digits') }
}

const toAddress = (address: NonNullable<Creditor['address']>, { at, rules }: TransferParts): IngAddress => {
  const text = (name: 'street' | 'buildingNumber' | 'city' | 'postalCode'): string | undefined => {
    const value = address[name]
    return value === undefined ? undefined : rules.text(`${at}creditor.address.${name}`, value, 70)
  }
  return {
    street: text('street'),
    buildingNumber: text('buildingNumber'),
    city: text('city'),
    postalCode: text('postalCode'),
    country: rules.code(`${at}creditor.address.country`, address.country, /^[A-Z]{2}$/, 'an ISO 3166 code such as NL'),
  }
}

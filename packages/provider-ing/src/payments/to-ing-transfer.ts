import type { Creditor, CreditTransfer } from '@nostro/core'
import { type FieldRules, refuseField } from './field-rules.ts'
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
  return {
    instructedAmount: rules.amount(`${at}amount`, transfer.amount, product),
    creditorAccount: toCreditorAccount(creditor, parts),
    creditorName: rules.text(`${at}creditor.name`, creditor.name, 70),
    ...(creditor.bic === undefined ? {} : { creditorAgent: rules.bic(`${at}creditor.bic`, creditor.bic) }),
    ...(creditor.address === undefined ? {} : { creditorAddress: toAddress(creditor.address, parts) }),
    ...(endToEndId === undefined ? {} : { endToEndIdentification: rules.text(`${at}endToEndId`, endToEndId, 35) }),
    ...(remittanceInformation === undefined
      ? {}
      : {
          remittanceInformationUnstructured: rules.text(`${at}remittanceInformation`, remittanceInformation, 140),
        }),
    ...(remittanceReference === undefined
      ? {}
      : { remittanceReference: rules.text(`${at}remittanceReference`, remittanceReference, 35) }),
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
  const text = (name: 'street' | 'buildingNumber' | 'city' | 'postalCode') => {
    const value = address[name]
    return value === undefined ? {} : { [name]: rules.text(`${at}creditor.address.${name}`, value, 70) }
  }
  return {
    ...text('street'),
    ...text('buildingNumber'),
    ...text('city'),
    ...text('postalCode'),
    country: rules.code(`${at}creditor.address.country`, address.country, /^[A-Z]{2}$/, 'an ISO 3166 code such as NL'),
  }
}

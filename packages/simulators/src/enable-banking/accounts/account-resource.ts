import type { Aspsp } from '../aspsp.ts'
import type { SessionAccount } from '../state.ts'
import type { BankAccount } from './bank-account.ts'

const cashAccountTypes = { current: 'CACC', savings: 'SVGS', joint: 'CACC', card: 'CARD', foreign: 'CACC' } as const

const products = {
  current: 'Current account',
  savings: 'Savings account',
  joint: 'Joint account',
  card: 'Credit card',
  foreign: 'Currency account',
} as const

const identificationOf = ({ iban, maskedPan }: BankAccount) =>
  iban === '' ? { other: { identification: maskedPan, scheme_name: 'CPAN' } } : { iban }

/** AccountResource of the service's own description. */
export const accountResource = (aspsp: Aspsp, { uid, account }: SessionAccount): Readonly<Record<string, unknown>> => ({
  account_id: identificationOf(account),
  all_account_ids: account.iban === '' ? [] : [{ identification: account.iban, scheme_name: 'IBAN' }],
  account_servicer: { bic_fi: aspsp.bic, name: aspsp.name },
  name: account.holder,
  details: null,
  usage: account.psuType === 'business' ? 'ORGA' : 'PRIV',
  cash_account_type: cashAccountTypes[account.kind],
  product: products[account.kind],
  currency: aspsp.habits.currencyUnknown ? 'XXX' : account.currency,
  psu_status: 'Account Holder',
  credit_limit: account.kind === 'card' ? { currency: account.currency, amount: '2500.00' } : null,
  legal_age: true,
  uid,
  identification_hash: account.identificationHash,
  identification_hashes: account.identificationHashes,
})

import { digitsFrom } from '../../ing/ais/country-iban.ts'
import { createLedger, type Ledger } from '../../ing/ais/ledger.ts'
import { toIban } from '../../seed/check-digits.ts'
import type { SeedAccount, SeedCustomer } from '../../seed/model.ts'
import type { BankProfile } from '../bank-profile.ts'

export interface BankAccount {
  readonly key: string
  readonly kind: SeedAccount['kind']
  readonly owner: string
  /** Empty for a card. */
  readonly iban: string
  readonly maskedPan: string
  readonly currency: string
  readonly bic: string
  ledger: Ledger
}

export interface BankCustomer {
  readonly id: string
  readonly name: string
  /** What the customer types in to log in: `PSU-ID`. */
  readonly psuId: string
  readonly accounts: readonly BankAccount[]
}

/** Bank's digits and length of the national number by country (ISO 13616 registry). */
const shapes: Readonly<Record<string, { readonly bank: string; readonly length: number }>> = {
  DE: { bank: '12030000', length: 18 },
  BE: { bank: '310', length: 12 },
  ES: { bank: '2100', length: 20 },
  SE: { bank: '800', length: 20 },
}

const ibanFor = (country: string, text: string): string => {
  const { bank, length } = shapes[country] ?? { bank: '', length: 14 }
  return toIban(country, `${bank}${digitsFrom(text, length - bank.length)}`)
}

export const toCustomers = (profile: BankProfile, seeds: readonly SeedCustomer[]): readonly BankCustomer[] =>
  seeds.map((seed) => ({
    id: seed.id,
    name: seed.name,
    psuId: seed.email.split('@')[0] ?? seed.id,
    accounts: seed.accounts.map((account) => ({
      key: account.id,
      kind: account.kind,
      owner: account.kind === 'joint' ? account.name : seed.name,
      iban: account.kind === 'card' ? '' : ibanFor(profile.country, account.id),
      maskedPan: `${digitsFrom(account.id, 6)}******${digitsFrom(`${account.id}/pan`, 4)}`,
      currency: profile.country === 'SE' && account.currency === 'EUR' ? 'SEK' : account.currency,
      bic: profile.bic,
      ledger: createLedger(account),
    })),
  }))

import { createHash } from 'node:crypto'
import { digitsFrom } from '../../ing/ais/country-iban.ts'
import { createLedger, type Ledger } from '../../ing/ais/ledger.ts'
import { toIban } from '../../seed/check-digits.ts'
import type { SeedAccount, SeedCustomer } from '../../seed/model.ts'
import { type Aspsp, aspspKey, type PsuType } from '../aspsp.ts'

/** An account at one of the banks, before any session. */
export interface BankAccount {
  readonly id: string
  readonly kind: SeedAccount['kind']
  readonly holder: string
  /** Empty for a card, which is known by its masked number. */
  readonly iban: string
  readonly maskedPan?: string | undefined
  /** Hash of the primary number: the same in every session. */
  readonly identificationHash: string
  readonly identificationHashes: readonly string[]
  readonly currency: string
  readonly psuType: PsuType
  /** The bank gives no data of it. */
  readonly blocked: boolean
  ledger: Ledger
}

export interface BankCustomer {
  readonly id: string
  readonly name: string
  readonly psuType: PsuType
  readonly accounts: readonly BankAccount[]
}

/** Length of the national account number (BBAN) by country (ISO 13616 registry), with the bank's digits in front. */
const shapes: Readonly<Record<string, { readonly bank: string; readonly length: number }>> = {
  FI: { bank: '123456', length: 14 },
  SE: { bank: '800', length: 20 },
  NO: { bank: '1503', length: 11 },
  NL: { bank: 'INGB', length: 14 },
  DE: { bank: '10011001', length: 18 },
  BE: { bank: '967', length: 12 },
}

const ibanFor = (country: string, text: string): string => {
  const { bank, length } = shapes[country] ?? { bank: '', length: 14 }
  return toIban(country, `${bank}${digitsFrom(text, length - bank.length)}`)
}

/** The service's hashes are opaque; these are of the same account for every customer of the bank. */
const hashOf = (identification: string): string =>
  createHash('sha256').update(`enable-banking/${identification}`).digest('base64')

const toBankAccount = (aspsp: Aspsp, seed: SeedAccount, customer: SeedCustomer, psuType: PsuType): BankAccount => {
  const isCard = seed.kind === 'card'
  const owner = customer.accounts.find(({ kind }) => kind === 'current')?.id ?? seed.id
  const shared = aspsp.habits.sharedIban && seed.kind === 'foreign'
  const iban = isCard ? '' : ibanFor(aspsp.country, shared ? owner : seed.id)
  const maskedPan = isCard ? `${digitsFrom(seed.id, 6)}******${digitsFrom(`${seed.id}/pan`, 4)}` : undefined
  const primary = iban || `${aspspKey(aspsp)}/${maskedPan}`
  return {
    id: seed.id,
    kind: seed.kind,
    holder: seed.kind === 'joint' ? seed.name : customer.name,
    iban,
    maskedPan,
    identificationHash: hashOf(primary),
    identificationHashes: [hashOf(primary), ...(iban === '' ? [] : [hashOf(iban.slice(4))])],
    currency: seed.currency === 'EUR' ? aspsp.currency : seed.currency,
    psuType,
    blocked: aspsp.habits.blockedSavings && seed.kind === 'savings',
    ledger: createLedger(seed),
  }
}

/** The customers of one bank. The last of them is a company where the bank serves companies. */
export const toCustomers = (aspsp: Aspsp, seeds: readonly SeedCustomer[]): readonly BankCustomer[] =>
  seeds.map((seed, index) => {
    const isCompany = aspsp.psuTypes.includes('business') && index === seeds.length - 1
    const psuType = isCompany ? 'business' : 'personal'
    const named = isCompany ? { ...seed, name: `${seed.surname} Design` } : seed
    return {
      id: seed.id,
      name: named.name,
      psuType,
      accounts: seed.accounts.map((account) => toBankAccount(aspsp, account, named, psuType)),
    }
  })

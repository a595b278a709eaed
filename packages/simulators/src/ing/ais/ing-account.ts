import { createHash } from 'node:crypto'
import type { SeedAccount, SeedCustomer } from '../../seed/model.ts'
import type { Country } from '../oauth/countries.ts'
import { digitsFrom, ibanFrom } from './country-iban.ts'
import { createLedger, type Ledger } from './ledger.ts'
import type { Quirks } from './quirks.ts'

/** One account as ING numbers it: a multi-currency account has several ledgers under one id and IBAN. */
export interface IngAccount {
  readonly resourceId: string
  readonly kind: 'account' | 'card'
  /** Empty for cards. */
  readonly iban: string
  /** Cards alone: `123456******6789`. */
  readonly maskedPan?: string
  readonly holder: string
  readonly product: string
  readonly quirks: Quirks
  /** The first may be exchanged for one of any length. */
  readonly ledgers: Ledger[]
}

interface Owner {
  readonly id: string
  readonly country: Country
  readonly quirks: Quirks
  /** Whether this profile is the first to stand for the customer, and so keeps the seed's own ids. */
  readonly first: boolean
}

const derivedUuid = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')

const maskedPan = (text: string): string => {
  const digits = digitsFrom(text, 9)
  return `5${digits.slice(0, 5)}******${digits.slice(5)}`
}

const holderOf = (customer: SeedCustomer, account: SeedAccount): string =>
  account.kind === 'joint' ? `${customer.name} en/of partner` : customer.name

const productOf = (kind: SeedAccount['kind'], { products }: Quirks): string =>
  kind === 'foreign' ? products.current : products[kind]

/** A customer's accounts. A foreign-currency account becomes a second currency of the current account. */
export const accountsOf = (customer: SeedCustomer, owner: Owner): readonly IngAccount[] => {
  const { quirks, country, first } = owner
  const main = customer.accounts.find(({ kind }) => kind === 'current')
  const foreign = main ? customer.accounts.filter(({ kind }) => kind === 'foreign') : []
  return customer.accounts
    .filter((account) => !foreign.includes(account))
    .map((account) => {
      const key = `${owner.id} ${account.id}`
      const seeds = account === main ? [account, ...foreign] : [account]
      const card = account.kind === 'card'
      const domestic = first && country === 'NL'
      return {
        resourceId: first ? account.id : derivedUuid(key),
        kind: card ? 'card' : 'account',
        iban: card ? '' : domestic ? account.iban : ibanFrom(country, key),
        ...(card ? { maskedPan: maskedPan(key) } : {}),
        holder: holderOf(customer, account),
        product: productOf(account.kind, quirks),
        quirks,
        ledgers: seeds.map(createLedger),
      }
    })
}

import { createHash } from 'node:crypto'
import { type Account, type AccountKind, type AccountStatus, accountIdentity } from '@nostro/core'
import type { Bank } from '@nostro/provider-kit'
import type { WireAccount } from '../api/schemas.ts'
import type { BankProfile } from '../banks/bank-profile.ts'

/** ISO 20022 `ExternalCashAccountType1Code`. */
const kinds: Readonly<Record<string, AccountKind>> = {
  CACC: 'current',
  CASH: 'current',
  TRAN: 'current',
  SVGS: 'savings',
  LOAN: 'loan',
  CARD: 'card',
}
const statuses: Readonly<Record<string, AccountStatus>> = { enabled: 'enabled', deleted: 'closed', blocked: 'blocked' }

/** `resourceId` holds for one consent, so what an account is known by is the hash of its number. */
const hashOf = (number: string): string =>
  createHash('sha256').update(`berlin-group/${number}`).digest('hex').slice(0, 40)

export const currencyOf = ({ currency }: WireAccount): string | undefined =>
  currency !== undefined && /^[A-Z]{3}$/.test(currency) && currency !== 'XXX' ? currency : undefined

export interface AccountParts {
  readonly bank: Bank
  readonly profile: BankProfile
  readonly isCard: boolean
  /** A link of the bank as a target on its own origin. */
  resolve(href: string): string
}

const linksOf = ({ _links: links = {} }: WireAccount, { resolve }: AccountParts): Readonly<Record<string, string>> => {
  const wanted = ['balances', 'transactions'].flatMap((name) =>
    links[name] === undefined ? [] : [[name, resolve(links[name])] as const],
  )
  return Object.fromEntries(wanted)
}

export const toAccount = (wire: WireAccount, raw: unknown, parts: AccountParts): Account => {
  const { bank, profile, isCard } = parts
  const currency = currencyOf(wire)
  const number = wire.iban ?? wire.maskedPan ?? wire.bban
  const identificationHash = number === undefined ? undefined : hashOf(number)
  const { iban, maskedPan } = wire
  return {
    id: wire.resourceId,
    ...accountIdentity({ id: wire.resourceId, identificationHash, iban, maskedPan, currency }),
    kind: isCard ? 'card' : (kinds[wire.cashAccountType ?? ''] ?? 'unknown'),
    links: linksOf(wire, parts),
    provider: bank.provider,
    institution: { name: profile.name, country: profile.country, bic: wire.bic ?? profile.bic },
    currency,
    iban,
    bban: wire.bban,
    bic: wire.bic ?? profile.bic,
    maskedPan,
    name: wire.displayName ?? wire.name,
    ownerName: wire.ownerName,
    product: wire.product,
    status: statuses[wire.status ?? 'enabled'] ?? 'unknown',
    raw,
  }
}

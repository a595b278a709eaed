import { type Account, type AccountKind, accountIdentity } from '@nostro/core'
import type { WireAccount } from '../api/account-schemas.ts'

/** ING's product names are free text in the country's language; only what is sure is told apart. */
const kindsByProduct: readonly (readonly [RegExp, AccountKind])[] = [
  [/card|carta|carte|kreditkarte/i, 'card'],
  [/saving|spaar|sparkonto|extra-konto|extra konto|arancio|épargne|epargne|economii|naranja/i, 'savings'],
  [/current|betaal|giro|zicht|à vue|courant|curent|corrente|nómina|nomina|foreign/i, 'current'],
]

/** “J. Jansen en/of P. Pietersen”: how Dutch banks write that an account belongs to several people. */
const jointHolders = /\b(en\/of|e\/o)\b/i

/** One wire entry as an account: ING lists an account once per currency. `resolve` refuses links off ING's origin. */
export const toAccount = (wire: WireAccount, raw: unknown, resolve: (href: string) => string): Account => {
  const kind = kindOf(wire)
  const links = Object.entries({ balances: wire._links.balances, transactions: wire._links.transactions })
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([relation, href]) => [relation, resolve(href)] as const)
  const iban = wire.iban?.replace(/\s+/g, '').toUpperCase()
  return {
    provider: 'ing',
    id: wire.resourceId,
    ...accountIdentity({ id: wire.resourceId, iban, maskedPan: wire.maskedPan, currency: wire.currency }),
    kind,
    currency: wire.currency,
    status: 'enabled',
    ...(links.length === 0 ? {} : { links: Object.fromEntries(links) }),
    ...(iban === undefined ? {} : { iban }),
    ...(wire.maskedPan === undefined ? {} : { maskedPan: wire.maskedPan }),
    ...(wire.name === undefined ? {} : { ownerName: wire.name }),
    ...(wire.product === undefined ? {} : { product: wire.product }),
    raw,
  }
}

/** A card by its transactions link or its card number; else by holder and product. */
const kindOf = ({ maskedPan, name, product, _links }: WireAccount): AccountKind => {
  if (maskedPan !== undefined || _links.transactions?.includes('/card-accounts/')) return 'card'
  if (jointHolders.test(name ?? '') || /joint|gemeinschaft/i.test(product ?? '')) return 'joint'
  return kindsByProduct.find(([pattern]) => pattern.test(product ?? ''))?.[1] ?? 'unknown'
}

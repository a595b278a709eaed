import { type Account, type AccountKind, accountIdentity, NostroError } from '@nostro/core'
import { namesResource } from '@nostro/provider-kit'
import type { WireAccount } from '../api/account-schemas.ts'

/** Whole names of ING's products, in lower case. A name that is not here says nothing: “Girokonto mit VISA Card” is no card. */
const kindsByProduct: Readonly<Record<string, AccountKind>> = {
  'current account': 'current',
  betaalrekening: 'current',
  'zakelijke betaalrekening': 'current',
  zichtrekening: 'current',
  girokonto: 'current',
  'ing girokonto': 'current',
  'cont curent': 'current',
  'conto corrente': 'current',
  'conto corrente arancio': 'current',
  'compte courant': 'current',
  'compte à vue': 'current',
  'cuenta nómina': 'current',
  'cuenta nomina': 'current',
  'cuenta corriente': 'current',
  'foreign currency account': 'current',
  'savings account': 'savings',
  spaarrekening: 'savings',
  'oranje spaarrekening': 'savings',
  sparkonto: 'savings',
  'extra-konto': 'savings',
  'conto arancio': 'savings',
  'livret épargne orange': 'savings',
  'cont de economii': 'savings',
  'cuenta naranja': 'savings',
  'joint account': 'joint',
  gemeinschaftskonto: 'joint',
  'credit card': 'card',
  creditcard: 'card',
  'card de credit': 'card',
  'carta di credito': 'card',
  'carte de crédit': 'card',
  kreditkarte: 'card',
}

/** “J. Jansen en/of P. Pietersen”: how Dutch banks write that an account belongs to several people. */
const jointHolders = /\b(en\/of|e\/o)\b/i

/**
 * One wire entry as an account: ING lists an account once per currency.
 * @throws NostroError `protocol_violation` for a link that leads off ING's origin, or to another account
 */
export const toAccount = (wire: WireAccount, raw: unknown, resolve: (href: string) => string): Account => {
  const { resourceId: id, currency, maskedPan, name, product } = wire
  const links = linksOf(wire, resolve)
  const iban = wire.iban?.replace(/\s+/g, '').toUpperCase()
  return {
    provider: 'ing',
    id,
    ...accountIdentity({ id, iban, maskedPan, currency }),
    kind: kindOf(wire),
    currency,
    status: 'enabled',
    links: Object.keys(links).length > 0 ? links : undefined,
    iban,
    maskedPan,
    ownerName: name,
    product,
    raw,
  }
}

const linksOf = ({ resourceId, _links }: WireAccount, resolve: (href: string) => string) => {
  const links: Record<string, string> = {}
  for (const relation of ['balances', 'transactions'] as const) {
    const href = _links[relation]
    if (href === undefined) continue
    const target = resolve(href)
    if (!namesResource(target, resourceId)) throw foreignLink(relation)
    links[relation] = target
  }
  return links
}

/** The transactions link decides where there is one; words and numbers only where there is none. */
const kindOf = ({ iban, maskedPan, name, product, _links }: WireAccount): AccountKind => {
  const word = (product ?? '').trim().toLowerCase()
  const named = Object.hasOwn(kindsByProduct, word) ? kindsByProduct[word] : undefined
  const isCard =
    _links.transactions === undefined
      ? named === 'card' || (maskedPan !== undefined && iban === undefined)
      : _links.transactions.includes('/card-accounts/')
  if (isCard) return 'card'
  if (jointHolders.test(name ?? '')) return 'joint'
  return named === undefined || named === 'card' ? 'unknown' : named
}

const foreignLink = (relation: string): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: 'ing',
    message: `Its link to ${relation} leads to another account. It was not followed.`,
    hint: 'Report it to ING with the request id.',
  })

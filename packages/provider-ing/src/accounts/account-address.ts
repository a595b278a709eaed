import type { AccountRef, Clock } from '@nostro/core'
import type { AccountClient, Address } from '../api/account-client.ts'

/** What account information is built from. */
export interface AccountsParts {
  readonly client: AccountClient
  readonly clock: Clock
  /** A link of the bank as a target on its own origin. */
  resolve(href: string): string
  bankNow(): number
}

/** The account's own link where ING gave one, as it stands; the currency is added where the link lacks it. */
export const toAddress = (
  ref: AccountRef,
  relation: 'balances' | 'transactions',
  query: Readonly<Record<string, string>>,
  resolve: (href: string) => string,
): Address => {
  const link = ref.links?.[relation]
  const target = link === undefined ? undefined : resolve(link)
  const needsCurrency =
    ref.currency !== undefined &&
    !(relation === 'transactions' && ref.kind === 'card') &&
    !/[?&]currency=/.test(target ?? '')
  const full = { ...(needsCurrency && ref.currency !== undefined ? { currency: ref.currency } : {}), ...query }
  return target === undefined ? { accountId: ref.id, query: full } : { target, query: full }
}

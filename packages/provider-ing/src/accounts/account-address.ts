import { type AccountRef, type Clock, NostroError } from '@nostro/core'
import { namesResource } from '@nostro/provider-kit'
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
  query: Readonly<Record<string, string | undefined>>,
  resolve: (href: string) => string,
): Address => {
  const link = ref.links?.[relation]
  const target = link === undefined ? undefined : ownTarget(ref, resolve(link))
  const isCardListing = relation === 'transactions' && ref.kind === 'card'
  const needsCurrency = !isCardListing && currencyOf(target ?? '') === undefined
  const full = { currency: needsCurrency ? ref.currency : undefined, ...query }
  return target === undefined ? { accountId: ref.id, query: full } : { target, query: full }
}

/**
 * A target that speaks of this account, and of its currency where it names one.
 * @throws NostroError `protocol_violation` for one that leads to another account
 */
export const ownTarget = (ref: AccountRef, target: string): string => {
  const currency = currencyOf(target)
  const isSameCurrency = currency === undefined || ref.currency === undefined || currency === ref.currency
  if (namesResource(target, ref.id) && isSameCurrency) return target
  throw new NostroError({
    code: 'protocol_violation',
    provider: 'ing',
    message: 'A link of ING’s leads to another account. It was not followed.',
    hint: 'What was read until here is sound. Report it to ING with the request id.',
  })
}

const currencyOf = (target: string): string | undefined => /[?&]currency=([^&#]*)/.exec(target)?.[1]

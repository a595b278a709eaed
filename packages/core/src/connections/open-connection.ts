import type { Page } from '../contracts/accounts.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Connection } from '../contracts/connection.ts'
import type { ConnectionRecord } from '../contracts/connection-store.ts'
import type { Logger } from '../contracts/logger.ts'
import type { PaymentsProvider } from '../contracts/payments.ts'
import type { Provider } from '../contracts/provider.ts'
import type { SessionAccess } from '../contracts/session-access.ts'
import type { Account } from '../domain/account.ts'
import { consentStatus } from '../domain/consent.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { createListing } from './listing.ts'

/** What a connection is opened from: its record, its provider and the access to its session. */
export interface OpenConnectionParts {
  readonly record: Pick<ConnectionRecord, 'id' | 'instance' | 'label' | 'owner' | 'consent'>
  readonly provider: Provider
  readonly access: SessionAccess
  readonly clock: Pick<Clock, 'now'>
  readonly logger?: Logger | undefined
  /** Called with all accounts once a listing of them was read to its end without problems. */
  readonly onAccounts?: ((accounts: readonly Account[]) => Promise<void>) | undefined
}

/**
 * A kept record and its living session as the object that users hold. Makes no call.
 *
 * @example
 * const connection = openConnection({ record, provider, access, clock, logger })
 */
export const openConnection = (parts: OpenConnectionParts): Connection => {
  const { record, provider, access, clock, logger } = parts
  const warn = (what: string) => (problem: { readonly message: string }) =>
    logger?.warn({ provider: provider.manifest.id, connection: record.id, what }, problem.message)
  const accounts = () => provider.accounts ?? missing(provider, 'accounts')
  const payments = (): PaymentsProvider => provider.payments ?? missing(provider, 'payments')
  return {
    id: record.id,
    instance: record.instance,
    label: record.label,
    owner: record.owner,
    get consent() {
      return consentStatus({ consentValidUntil: record.consent?.validUntil }, clock.now())
    },
    provider,
    access,
    accounts: (ctx) =>
      createListing(() => watchAccounts(accounts().accounts(access, ctx), parts.onAccounts), warn('account')),
    balances: (account, ctx) =>
      createListing(() => onePage(accounts().balances(access, account, ctx)), warn('balance')),
    transactions: (account, query = {}, ctx) =>
      createListing(() => accounts().transactions(access, account, query, ctx), warn('transaction')),
    pay: async (payment, options, ctx) => payments().initiate(access, payment, options, ctx),
    paymentStatus: async (ref, ctx) => payments().status(access, ref, ctx),
    cancelPayment: async (ref, ctx) => (payments().cancel ?? missing(provider, 'payments.cancel'))(access, ref, ctx),
    lookupPayment: async (payment, options, ctx) =>
      (payments().lookup ?? missing(provider, 'payments.lookup'))(access, payment, options, ctx),
  }
}

async function* onePage<T>(page: Promise<Page<T>>): AsyncGenerator<Page<T>> {
  yield await page
}

async function* watchAccounts(
  pages: AsyncIterable<Page<Account>>,
  onAccounts: OpenConnectionParts['onAccounts'],
): AsyncGenerator<Page<Account>> {
  const seen: Account[] = []
  let whole = true
  for await (const page of pages) {
    seen.push(...page.items)
    whole &&= page.problems.length === 0
    yield page
  }
  if (whole) await onAccounts?.(seen)
}

const missing = (provider: Provider, member: string): never => {
  throw new NostroError({
    code: 'invalid_request',
    provider: provider.manifest.id,
    message: `${provider.manifest.name} has no \`${member}\`.`,
    hint: `It can: ${provider.manifest.capabilities.join(', ')}.`,
  })
}

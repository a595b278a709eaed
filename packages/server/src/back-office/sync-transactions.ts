import type { z } from '@hono/zod-openapi'
import { type CallContext, type Connection, type LocalDate, NostroError, normaliseIban } from '@nostro/core'
import { type Source, toSource } from '@nostro/ledger'
import type { Services } from '../api/services.ts'
import { invalidRequest, notFound } from '../errors/api-error.ts'
import { toThrown } from './back-office-errors.ts'
import type { transactionsSynced } from './back-office-schemas.ts'

export interface TransactionsRequest {
  readonly accountId: string
  readonly bankAccountId: string
  readonly dateFrom?: LocalDate | undefined
  readonly dateTo?: LocalDate | undefined
  readonly reconcile: boolean
}

/**
 * Reads one account and keeps what is new. The ledger recognises what it has, so that nothing is doubled, whatever the caller asks
 * for. It reads up to today: `dateTo` narrows what is counted.
 */
export const syncTransactions = async (
  services: Services,
  connection: Connection,
  wish: TransactionsRequest,
  ctx: CallContext,
): Promise<z.infer<typeof transactionsSynced>> => {
  const { ledger } = services
  const { accountId, dateFrom, dateTo } = wish
  if (dateFrom !== undefined && dateTo !== undefined && dateFrom > dateTo)
    throw invalidRequest('date_from is after date_to.', 'Exchange them.')
  await assertAccount(services, connection, wish)
  const start = (await ledger.changes('now')).cursor
  const { source, fetched } = countingSource(connection, (day) => isWithin(day, dateFrom, dateTo))
  const result = await ledger.sync([source], { accounts: [accountId], since: dateFrom, full: true, ctx }).result()
  const error = result.accounts.find(({ account }) => account === accountId)?.error ?? result.connections[0]?.error
  if (error !== undefined) throw toThrown(error)
  const total = fetched()
  const imported = Math.min(total, await countAdded(services, start, wish))
  const counts = { imported, skipped: total - imported, total_fetched: total }
  const matched = wish.reconcile ? await reconcile(services, accountId) : { matched: 0 }
  return {
    success: true,
    ...counts,
    auto_reconciled: matched.matched,
    reconciliation_error: 'problem' in matched ? matched.problem : undefined,
  }
}

const isWithin = (day: string, from: string | undefined, to: string | undefined): boolean =>
  (from === undefined || day >= from) && (to === undefined || day <= to)

/** Counts what the bank lists, booked and pending, over all pages. */
const countingSource = (connection: Connection, isCounted: (day: string) => boolean) => {
  const source = toSource(connection)
  let count = 0
  const counting: Source = {
    ...source,
    transactions: async function* (account, query, ctx) {
      for await (const page of source.transactions(account, query, ctx)) {
        for (const { bookingDate, valueDate, executedAt, bookingStatus } of page.items) {
          const day = bookingDate ?? valueDate ?? executedAt?.slice(0, 10)
          if (bookingStatus !== 'information' && (day === undefined || isCounted(day))) count += 1
        }
        yield page
      }
    },
  }
  return { source: counting, fetched: () => count }
}

const countAdded = async (
  { ledger }: Services,
  start: string,
  { accountId, dateFrom, dateTo }: TransactionsRequest,
): Promise<number> => {
  let count = 0
  for (let cursor = start; ; ) {
    const changes = await ledger.changes(cursor, 1000)
    count += changes.added.filter(({ account, day }) => account === accountId && isWithin(day, dateFrom, dateTo)).length
    if (!changes.hasMore) return count
    cursor = changes.cursor
  }
}

const assertAccount = async (
  { ledger }: Services,
  connection: Connection,
  { accountId, bankAccountId }: TransactionsRequest,
): Promise<void> => {
  const account = (await ledger.accounts(connection.id)).find(({ id }) => id === accountId)
  if (account === undefined)
    throw notFound('account of this consent', 'Use account.id of accounts/sync, and call that first.')
  const names = [account.id, account.bankId, account.iban && normaliseIban(account.iban)]
  if (names.includes(bankAccountId) || names.includes(normaliseIban(bankAccountId))) return
  throw invalidRequest(
    'The psd2_account_id is not that of this account.',
    'Use account.psd2_account_id of accounts/sync, or the account’s IBAN.',
  )
}

/** A match that fails costs the match, never the import; the answer says so. */
const reconcile = async (
  services: Services,
  account: string,
): Promise<{ readonly matched: number; readonly problem?: string }> => {
  try {
    return await services.reconcile({ account })
  } catch (error) {
    services.logger.error({ account, error: String(error) }, 'Reconciliation failed after an import.')
    const problem = NostroError.isInstance(error) ? error.message : 'The invoices could not be matched.'
    return { matched: 0, problem }
  }
}

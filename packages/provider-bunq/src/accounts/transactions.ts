import {
  type CallContext,
  type EpochMs,
  NostroError,
  type Page,
  type Transaction,
  type TransactionQuery,
  toInstant,
  toLocalDate,
} from '@nostro/core'
import { checkQuery, transactionQuerySchema } from '@nostro/provider-kit'
import type { Caller } from '../api/caller.ts'
import { createCircleWatch } from '../api/circle-watch.ts'
import { type BunqClient, largestPage, type WirePage } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { paymentSchema, type WirePayment } from '../api/payment-schemas.ts'
import { bunq } from '../bank.ts'
import { type Order, readCursor, toCursor } from './page-cursor.ts'
import { toTransaction } from './to-transaction.ts'

export interface TransactionParts {
  readonly client: BunqClient
  readonly caller: Pick<Caller, 'resolve'>
  now(): EpochMs
}

/**
 * Payments of one account, a page at a time. bunq pages by id, newest first, and has no filter by date: entries outside
 * the period are left out here, and the listing stops where they begin.
 */
export async function* listTransactions(
  { client, caller, now }: TransactionParts,
  accountId: string,
  query: TransactionQuery,
  ctx: CallContext | undefined,
): AsyncGenerator<Page<Transaction>> {
  checkQuery(query, { bank: bunq, schema: transactionQuerySchema })
  const order = query.order ?? 'newest-first'
  const period = readPeriod(query)
  const params = { accountId }
  let target = query.cursor === undefined ? undefined : caller.resolve(readCursor(query.cursor, accountId, order))
  const first = { count: String(pageSizeOf(query)), ...(order === 'oldest-first' ? { newer_id: '0' } : {}) }
  const follow = createCircleWatch(target)
  for (;;) {
    const page = await client.page(endpoints.listPayments, paymentSchema, {
      ctx,
      params,
      ...(target === undefined ? { query: first } : { target }),
    })
    const { items, problems } = readItems(page, accountId, order)
    const link = isPast(items, period, order) ? undefined : order === 'newest-first' ? page.olderUrl : page.newerUrl
    const next = link === undefined ? undefined : caller.resolve(link)
    if (next !== undefined) follow(next)
    yield {
      items: items.filter((item) => isWithin(item, period)),
      problems,
      asOf: toInstant(now()),
      ...(next === undefined ? {} : { cursor: toCursor(accountId, order, next) }),
    }
    if (next === undefined) return
    target = next
  }
}

interface Period {
  readonly from: string
  readonly to: string
}

const readPeriod = ({ dateFrom, dateTo }: TransactionQuery): Period => ({
  from: dateFrom === undefined ? '' : toLocalDate(dateFrom),
  // Text after every date: the default is today, and nothing later is booked.
  to: dateTo === undefined ? '~' : toLocalDate(dateTo),
})

const isWithin = ({ bookingDate = '' }: Transaction, { from, to }: Period): boolean =>
  bookingDate >= from && bookingDate <= to

/** Everything that follows lies outside: ids and times grow together. */
const isPast = (items: readonly Transaction[], { from, to }: Period, order: Order): boolean => {
  const last = items.at(-1)?.bookingDate
  if (last === undefined) return false
  return order === 'newest-first' ? last < from : last > to
}

const readItems = (page: WirePage<WirePayment>, accountId: string, order: Order) => {
  const items: Transaction[] = []
  const problems = [...page.problems]
  for (const entry of page.entries) {
    try {
      items.push(toTransaction(entry, accountId))
    } catch (error) {
      if (!NostroError.isInstance(error)) throw error
      problems.push({ index: entry.index, message: error.message })
    }
  }
  return { items: order === 'newest-first' ? items : items.toReversed(), problems }
}

const pageSizeOf = ({ pageSize = largestPage }: TransactionQuery): number => {
  if (Number.isInteger(pageSize) && pageSize > 0) return Math.min(pageSize, largestPage)
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'pageSize is not a positive whole number.',
    hint: `Use 1 to ${largestPage}.`,
  })
}

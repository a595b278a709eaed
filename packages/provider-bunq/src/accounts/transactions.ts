import {
  type AccountRef,
  type CallContext,
  type EpochMs,
  NostroError,
  type Page,
  type Transaction,
  type TransactionQuery,
  toInstant,
} from '@nostro/core'
import {
  checkAccountRef,
  checkQuery,
  type FetchedPage,
  followPages,
  readCursor,
  transactionQuerySchema,
  writeCursor,
} from '@nostro/provider-kit'
import type { Caller } from '../api/caller.ts'
import { type BunqClient, largestPage, type WirePage } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { paymentSchema, type WirePayment } from '../api/payment-schemas.ts'
import { bunq } from '../bank.ts'
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
  ref: AccountRef,
  query: TransactionQuery,
  ctx: CallContext | undefined,
): AsyncGenerator<Page<Transaction>> {
  const { id: accountId } = checkAccountRef(ref, bunq)
  checkQuery(query, { bank: bunq, schema: transactionQuerySchema })
  const { chosen, start } = readStart(query, accountId, caller)
  const order: Order = chosen.order === 'oldest-first' ? 'oldest-first' : 'newest-first'
  const params = { accountId }
  const first = { count: String(Math.min(query.pageSize ?? largestPage, largestPage)), ...firstOf[order] }
  const fetch = async (target: string | undefined): Promise<FetchedPage<Transaction>> => {
    const call = target === undefined ? { ctx, params, query: first } : { ctx, params, target }
    const page = await client.page(endpoints.listPayments, paymentSchema, call)
    const { items, problems } = readItems(page, accountId, order)
    const link = order === 'newest-first' ? page.olderUrl : page.newerUrl
    return {
      items: items.filter((item) => isWithin(item, chosen)),
      problems,
      received: page.received,
      next: isPast(items, chosen, order) ? undefined : link,
    }
  }
  const toPosition = (link: string): string => caller.resolve(link)
  for await (const { items, problems, next } of followPages({ bank: bunq, start, fetch, toPosition })) {
    const cursor =
      next === undefined ? undefined : writeCursor({ subject: accountId, query: withoutAbsent(chosen), position: next })
    yield { items, problems, asOf: toInstant(now()), cursor }
  }
}

type Order = NonNullable<TransactionQuery['order']>

/** The members of a query that choose what is listed; a cursor keeps them. */
interface Chosen {
  readonly dateFrom?: string | undefined
  readonly dateTo?: string | undefined
  readonly order?: string | undefined
}

const firstOf: Readonly<Record<Order, Readonly<Record<string, string>>>> = {
  'newest-first': {},
  'oldest-first': { newer_id: '0' },
}

const readStart = (
  { cursor, dateFrom, dateTo, order }: TransactionQuery,
  accountId: string,
  caller: Pick<Caller, 'resolve'>,
): { readonly chosen: Chosen; readonly start?: string | undefined } => {
  const chosen = { dateFrom, dateTo, order: order ?? 'newest-first' }
  if (cursor === undefined) return { chosen }
  const { query, position } = readCursor(cursor, { bank: bunq, subject: accountId, query: { dateFrom, dateTo, order } })
  return { chosen: query, start: caller.resolve(position) }
}

const withoutAbsent = (chosen: Chosen): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(chosen).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** Without `dateTo` the listing ends today, and nothing later is booked. */
const isWithin = ({ bookingDate = '' }: Transaction, { dateFrom, dateTo }: Chosen): boolean =>
  (dateFrom === undefined || bookingDate >= dateFrom) && (dateTo === undefined || bookingDate <= dateTo)

/** Everything that follows lies outside: ids and times grow together. */
const isPast = (items: readonly Transaction[], { dateFrom, dateTo }: Chosen, order: Order): boolean => {
  const last = items.at(-1)?.bookingDate
  if (last === undefined) return false
  return order === 'newest-first' ? dateFrom !== undefined && last < dateFrom : dateTo !== undefined && last > dateTo
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

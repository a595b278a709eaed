import {
  type AccountRef,
  type BookingStatus,
  type CallContext,
  NostroError,
  type Page,
  type SessionAccess,
  type Transaction,
  type TransactionQuery,
  toInstant,
} from '@nostro/core'
import type { Address } from '../api/account-client.ts'
import { wireCardTransactionSchema, wireTransactionSchema } from '../api/account-schemas.ts'
import { textOf } from '../api/wire-fields.ts'
import { authorizeCustomer } from '../auth/authorizers.ts'
import { type AccountsParts, toAddress } from './account-address.ts'
import { fromCursor, toCursor } from './page-cursor.ts'
import { toPeriod } from './period.ts'
import { type ReadEntries, readEntries } from './read-entries.ts'
import { toCardTransaction } from './to-card-transaction.ts'
import { toTransaction } from './to-transaction.ts'

/** Fields that ING leaves out on request (v3): data minimisation. */
export type OmittableField =
  | 'debtorName'
  | 'creditorName'
  | 'debtorAccount'
  | 'creditorAccount'
  | 'remittanceInformationStructured'
  | 'remittanceInformationUnstructured'

export interface IngTransactionQuery extends TransactionQuery {
  /** Not for card accounts. */
  readonly fieldsToOmit?: readonly OmittableField[]
}

export interface IngTransactionPage extends Page<Transaction> {
  /** How much history the country gives (`X-ING-AIS-TRANSACTION-VALIDITY-PERIOD`), in ING's own words. */
  readonly validityPeriod?: string
}

const validityHeader = 'x-ing-ais-transaction-validity-period'
const adjustedHeader = 'x-ing-ais-adjusted-datefrom'

/** Pages in the bank's order, newest first, each fetched when it is asked for. */
export async function* listTransactions(
  access: SessionAccess,
  ref: AccountRef,
  query: IngTransactionQuery,
  ctx: CallContext | undefined,
  parts: AccountsParts,
): AsyncGenerator<IngTransactionPage> {
  let address = firstAddress(ref, query, parts)
  const wasRead = createCircleWatch()
  for (;;) {
    const page = await fetchPage(address, access, ref, ctx, parts)
    const next = page.next === undefined ? undefined : parts.resolve(page.next)
    if (next !== undefined && (('target' in address && address.target === next) || wasRead(next))) throw endless()
    yield toPage(page, next, parts.bankNow())
    if (next === undefined) return
    address = { target: next, query: {} }
  }
}

/** Finds any circle after a few rounds of it, and remembers one target however many there are (Brent's algorithm). */
const createCircleWatch = (): ((target: string) => boolean) => {
  let [remembered, steps, limit] = ['', 0, 1]
  return (target) => {
    if (target === remembered) return true
    steps += 1
    if (steps === limit) [remembered, steps, limit] = [target, 0, limit * 2]
    return false
  }
}

const firstAddress = (ref: AccountRef, query: IngTransactionQuery, { resolve, bankNow }: AccountsParts): Address => {
  if (query.order === 'oldest-first') throw refuse('ING lists the newest first and nothing else.', 'Leave `order` out.')
  if (query.cursor !== undefined) return { target: resolve(fromCursor(query.cursor, ref)), query: {} }
  const { dateFrom, dateTo } = toPeriod(query, bankNow())
  if (query.pageSize !== undefined && !(Number.isInteger(query.pageSize) && query.pageSize >= 1)) {
    throw refuse(`A page cannot have ${query.pageSize} entries.`, 'Give a whole number from 1 as `pageSize`.')
  }
  const wanted = { dateFrom, dateTo, ...(query.pageSize === undefined ? {} : { limit: `${query.pageSize}` }) }
  const omit = query.fieldsToOmit ?? []
  if (omit.length === 0) return toAddress(ref, 'transactions', wanted, resolve)
  if (ref.kind === 'card') throw refuse('Card accounts do not take `fieldsToOmit`.', 'Leave it out for cards.')
  // Links may point to v2, which does not know fieldsToOmit.
  const { links: _links, ...withoutLinks } = ref
  return toAddress(withoutLinks, 'transactions', { ...wanted, fieldsToOmit: omit.join(',') }, resolve)
}

interface FetchedPage extends ReadEntries<Transaction> {
  readonly next: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

const fetchPage = async (
  address: Address,
  access: SessionAccess,
  ref: AccountRef,
  ctx: CallContext | undefined,
  { client }: AccountsParts,
): Promise<FetchedPage> => {
  const call = { ctx, authorize: authorizeCustomer(access) }
  if (ref.kind === 'card') {
    const { body, headers } = await client.cardTransactions(address, call)
    const { booked, pending, _links } = body.cardTransactions ?? {}
    const statusAt = statusBy(booked?.length ?? 0, pending?.length ?? 0)
    const read = readEntries(
      [...(booked ?? []), ...(pending ?? [])],
      wireCardTransactionSchema,
      'card transaction',
      (wire, raw, index) => toCardTransaction(wire, raw, ref.id, statusAt(index)),
    )
    return { ...read, next: textOf(_links?.next?.href), headers }
  }
  const { body, headers } = await client.transactions(address, call)
  const { booked, pending, info, _links } = body.transactions ?? {}
  const statusAt = statusBy(booked?.length ?? 0, pending?.length ?? 0)
  const read = readEntries(
    [...(booked ?? []), ...(pending ?? []), ...(info ?? [])],
    wireTransactionSchema,
    'transaction',
    (wire, raw, index) => toTransaction(wire, raw, ref.id, statusAt(index)),
  )
  return { ...read, next: textOf(_links?.next?.href), headers }
}

/** Booked entries come first, then pending, then those that move no money. */
const statusBy =
  (booked: number, pending: number) =>
  (index: number): BookingStatus =>
    index < booked ? 'booked' : index < booked + pending ? 'pending' : 'information'

const toPage = (
  { items, problems, headers }: FetchedPage,
  next: string | undefined,
  now: number,
): IngTransactionPage => {
  const adjustedFrom = headers[adjustedHeader]?.slice(0, 10)
  const validityPeriod = headers[validityHeader]
  return {
    items,
    problems,
    asOf: toInstant(now),
    ...(next === undefined ? {} : { cursor: toCursor(next) }),
    ...(adjustedFrom === undefined ? {} : { adjustedFrom }),
    ...(validityPeriod === undefined ? {} : { validityPeriod }),
  }
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider: 'ing', message, hint })

const endless = (): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: 'ing',
    message: 'The link to the next page leads to the page itself, or to one read before.',
    hint: 'Report it to ING with the request id; what was read until here is sound.',
  })

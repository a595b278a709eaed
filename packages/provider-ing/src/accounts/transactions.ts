import {
  type AccountRef,
  type BookingStatus,
  type CallContext,
  type Page,
  type SessionAccess,
  type Transaction,
  type TransactionQuery,
  toInstant,
} from '@nostro/core'
import {
  checkAccountRef,
  checkQuery,
  type EntryIdentity,
  type FetchedPage,
  followPages,
  readCursor,
  readEntries,
  transactionQueryShape,
  writeCursor,
} from '@nostro/provider-kit'
import { z } from 'zod'
import type { Address } from '../api/account-client.ts'
import { wireCardTransactionSchema, wireTransactionSchema } from '../api/account-schemas.ts'
import { ing } from '../api/errors.ts'
import { refuseField } from '../api/field-rules.ts'
import { isWireTransaction } from '../api/is-wire-transaction.ts'
import { textOf } from '../api/wire-fields.ts'
import { authorizeCustomer, checkCustomerCall } from '../auth/authorizers.ts'
import { type AccountsParts, ownTarget, toAddress } from './account-address.ts'
import { toPeriod } from './period.ts'
import { toCardTransaction, toTransaction } from './to-transaction.ts'

const omittableFields = [
  'debtorName',
  'creditorName',
  'debtorAccount',
  'creditorAccount',
  'remittanceInformationStructured',
  'remittanceInformationUnstructured',
] as const

/** Fields that ING leaves out on request (v3): data minimisation. */
export type OmittableField = (typeof omittableFields)[number]

/** Which transactions are listed; ING can leave fields out. */
export interface IngTransactionQuery extends TransactionQuery {
  /** Not for card accounts. */
  readonly fieldsToOmit?: readonly OmittableField[] | undefined
}

const querySchema = z.strictObject({
  ...transactionQueryShape,
  fieldsToOmit: z.array(z.enum(omittableFields)).optional(),
})

/** A page of transactions, with what ING says of it. */
export interface IngTransactionPage extends Page<Transaction> {
  /** How much history the country gives (`X-ING-AIS-TRANSACTION-VALIDITY-PERIOD`), in ING's own words. */
  readonly validityPeriod?: string | undefined
}

const validityHeader = 'x-ing-ais-transaction-validity-period'
const adjustedHeader = 'x-ing-ais-adjusted-datefrom'

interface Listing {
  readonly ref: AccountRef
  /** Key of the account, for cursors. */
  readonly subject: string
  /** The members that choose what is listed, as ING was asked. */
  readonly query: Readonly<Record<string, string>>
  readonly pageSize?: number | undefined
  /** Where a cursor goes on. */
  readonly start?: string | undefined
}

/** Pages in the bank's order, newest first, each fetched when it is asked for. */
export async function* listTransactions(
  access: SessionAccess,
  given: { readonly ref: AccountRef; readonly query: IngTransactionQuery },
  ctx: CallContext | undefined,
  parts: AccountsParts,
): AsyncGenerator<IngTransactionPage> {
  await checkCustomerCall(access, ctx)
  const listing = readListing(given.ref, given.query, parts)
  const { ref, subject, query } = listing
  const pages = followPages<Transaction, ReadPage>({
    bank: ing,
    start: listing.start,
    fetch: (target) => {
      const address = target === undefined ? firstAddress(listing, parts) : { target, query: {} }
      return fetchPage(address, { access, ref, ctx }, parts)
    },
    toPosition: (href) => ownTarget(ref, parts.resolve(href)),
    identify,
  })
  for await (const { items, problems, next, headers } of pages) {
    yield {
      items,
      problems,
      asOf: toInstant(parts.bankNow()),
      cursor: next === undefined ? undefined : writeCursor({ subject, query, position: next }),
      adjustedFrom: headers[adjustedHeader]?.slice(0, 10),
      validityPeriod: headers[validityHeader],
    }
  }
}

const readListing = (ref: AccountRef, query: IngTransactionQuery, { resolve, bankNow }: AccountsParts): Listing => {
  checkAccountRef(ref, ing)
  checkQuery(query, { bank: ing, schema: querySchema })
  const { cursor, pageSize, order, fieldsToOmit = [] } = query
  if (order === 'oldest-first') {
    throw refuseField('order', 'is oldest-first; ING lists the newest first and nothing else', 'Leave `order` out.')
  }
  if (fieldsToOmit.length > 0 && ref.kind === 'card') {
    throw refuseField('fieldsToOmit', 'is not taken for card accounts', 'Leave it out for cards.')
  }
  const subject = `${ref.id}/${ref.currency ?? ''}`
  const omit = fieldsToOmit.length === 0 ? undefined : fieldsToOmit.join(',')
  if (cursor !== undefined) {
    const { dateFrom, dateTo } = query
    const kept = readCursor(cursor, { bank: ing, subject, query: { dateFrom, dateTo, fieldsToOmit: omit } })
    return { ref, subject, query: kept.query, start: ownTarget(ref, resolve(kept.position)) }
  }
  const wanted: Record<string, string> = { ...toPeriod(query, bankNow()) }
  if (omit !== undefined) wanted['fieldsToOmit'] = omit
  return { ref, subject, query: wanted, pageSize }
}

/** Far more than ING serves, which cuts a page itself; beyond nine digits it refuses the number. */
const largestPage = 1_000

const firstAddress = ({ ref, query, pageSize }: Listing, { resolve }: AccountsParts): Address => {
  const { links, ...withoutLinks } = ref
  // Links may point to v2, which does not know fieldsToOmit.
  const asked = query['fieldsToOmit'] === undefined && links !== undefined ? ref : withoutLinks
  const limit = pageSize === undefined ? undefined : String(Math.min(pageSize, largestPage))
  const { fieldsToOmit, ...period } = query
  return toAddress(asked, 'transactions', { ...period, limit, fieldsToOmit }, resolve)
}

interface ReadPage extends FetchedPage<Transaction> {
  readonly headers: Readonly<Record<string, string>>
}

interface Asked {
  readonly access: SessionAccess
  readonly ref: AccountRef
  readonly ctx: CallContext | undefined
}

const fetchPage = async (
  address: Address,
  { access, ref, ctx }: Asked,
  { client }: AccountsParts,
): Promise<ReadPage> => {
  const call = { ctx, authorize: authorizeCustomer(access) }
  if (ref.kind === 'card') {
    const { body, headers } = await client.cardTransactions(address, call)
    const { booked, pending, _links } = body.cardTransactions ?? {}
    const statusAt = statusBy(booked?.length ?? 0, pending?.length ?? 0)
    const read = readEntries([...(booked ?? []), ...(pending ?? [])], {
      what: 'card transaction',
      schema: wireCardTransactionSchema,
      map: (wire, raw, index) => toCardTransaction(wire, raw, ref.id, statusAt(index)),
    })
    return { ...read, next: textOf(_links?.next?.href), headers }
  }
  const { body, headers } = await client.transactions(address, call)
  const { booked, pending, info, _links } = body.transactions ?? {}
  const statusAt = statusBy(booked?.length ?? 0, pending?.length ?? 0)
  const read = readEntries([...(booked ?? []), ...(pending ?? []), ...(info ?? [])], {
    what: 'transaction',
    schema: wireTransactionSchema,
    fits: isWireTransaction,
    map: (wire, raw, index) => toTransaction(wire, raw, ref.id, statusAt(index)),
  })
  return { ...read, next: textOf(_links?.next?.href), headers }
}

/** Booked entries come first, then pending, then those that move no money. */
const statusBy =
  (booked: number, pending: number) =>
  (index: number): BookingStatus =>
    index < booked ? 'booked' : index < booked + pending ? 'pending' : 'information'

/** An entry that comes again is the same when these are. */
const identify = (transaction: Transaction): EntryIdentity | undefined => {
  const { transactionId: id, bookingStatus, amount, bookingDate, valueDate, executedAt } = transaction
  if (id === undefined) return undefined
  // Joined rather than added up: one short text is kept in place of a chain of eleven.
  const parts = [bookingStatus, amount.amount, amount.currency, bookingDate, valueDate, executedAt]
  return { id, fingerprint: parts.join(' ') }
}

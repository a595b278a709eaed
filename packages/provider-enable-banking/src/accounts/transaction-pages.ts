import {
  addDays,
  type CallContext,
  type Clock,
  type EpochMs,
  type LocalDate,
  NostroError,
  type Transaction,
  type TransactionQuery,
  toInstant,
} from '@nostro/core'
import {
  type FetchedPage,
  followPages,
  invalidRequest,
  pageParts,
  readCursor,
  readEntries,
  readPartPosition,
  writeCursor,
} from '@nostro/provider-kit'
import { enableBanking } from '../api/bank.ts'
import type { Call, EnableBankingClient } from '../api/client.ts'
import { transactionSchema } from '../api/schemas.ts'
import type { OpenAccount } from './open-account.ts'
import { dayOfEntry, toTransaction } from './to-transaction.ts'

export interface ListingParts {
  readonly client: EnableBankingClient
  readonly clock: Clock
}

export interface Listing {
  readonly open: OpenAccount
  readonly accountId: string
  /** Subject of cursors. */
  readonly key: string
  readonly query: TransactionQuery
  readonly call: Call
  /** Whether the bank's references name entries. */
  readonly trustsReferences: boolean
}

/** The parameters of the first request: every further one repeats them, else the service refuses its key. */
interface Asked {
  readonly date_from?: string | undefined
  readonly date_to?: string | undefined
  readonly strategy?: string | undefined
}

/** A page with what belongs to its listing. */
export interface TransactionsPage extends FetchedPage<Transaction> {
  readonly asked: Asked
  readonly adjustedFrom?: LocalDate | undefined
  readonly asOf: EpochMs
}

const isPeriodRefused = (error: unknown): boolean => {
  const word = NostroError.isInstance(error) ? error.bankMessages?.[0]?.code : undefined
  return word === 'WRONG_TRANSACTIONS_PERIOD' || word === 'PERIOD_INVALID'
}

const isBankFault = (error: unknown): boolean =>
  NostroError.isInstance(error) && error.bankMessages?.[0]?.code === 'ASPSP_ERROR'

/** Days that banks count inclusively: "90 days" are today and 89 before it, and 88 while the bank's today is UTC's tomorrow. */
const shorterDays = [89, 88, 60, 30] as const

const today = (now: EpochMs): LocalDate => toInstant(now).slice(0, 10)

interface First {
  readonly asked: Asked
  readonly answer: Awaited<ReturnType<EnableBankingClient['transactions']>>
  readonly adjustedFrom?: LocalDate | undefined
}

/** Asks as it was wished; where the bank gives less, asks for less and says so. */
const askFirst = async (parts: ListingParts, listing: Listing): Promise<First> => {
  const { client } = parts
  const { open, query, call } = listing
  const ask = (asked: Asked) => client.transactions(open.uid, { ...asked }, call)
  if (query.dateFrom === undefined && query.dateTo === undefined) {
    const asked = { strategy: 'longest' }
    return { asked, answer: await ask(asked) }
  }
  const now = client.now()
  const wished: Asked = { date_from: query.dateFrom ?? addDays(today(now), -89), date_to: query.dateTo }
  try {
    return { asked: wished, answer: await ask(wished) }
  } catch (error) {
    // Some banks fail with a last day: the days are then chosen here.
    if (isBankFault(error) && wished.date_to !== undefined) {
      const asked = { date_from: wished.date_from }
      return { asked, answer: await ask(asked) }
    }
    if (!isPeriodRefused(error)) throw error
    return askShorter(wished, error, now, ask)
  }
}

const askShorter = async (
  wished: Asked,
  refusal: unknown,
  now: EpochMs,
  ask: (asked: Asked) => Promise<First['answer']>,
): Promise<First> => {
  const named = earliestIn(refusal)
  const starts = [...(named === undefined ? [] : [named]), ...shorterDays.map((days) => addDays(today(now), -days))]
  let last = refusal
  for (const start of starts.filter((day) => day > (wished.date_from ?? ''))) {
    // Nothing of the period that was asked for is to be had.
    if (wished.date_to !== undefined && start > wished.date_to) break
    const asked = { ...wished, date_from: start }
    try {
      return { asked, answer: await ask(asked), adjustedFrom: start }
    } catch (error) {
      if (!isPeriodRefused(error)) throw error
      last = error
    }
  }
  throw last
}

/** The day that the bank names in its refusal. */
const earliestIn = (error: unknown): LocalDate | undefined => {
  const path = NostroError.isInstance(error) ? error.bankMessages?.[0]?.path : undefined
  return path !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(path) ? path : undefined
}

const isWithin = (day: string | undefined, { dateFrom, dateTo }: TransactionQuery): boolean =>
  day === undefined || ((dateFrom === undefined || day >= dateFrom) && (dateTo === undefined || day <= dateTo))

/** Milliseconds between pages without entries, while the bank prepares its list. */
const emptyPageWaitMs = 2_000

interface Position {
  readonly key: string
  readonly asked: Asked
  readonly adjustedFrom?: LocalDate | undefined
}

const encode = (position: Position): string => JSON.stringify(position)

const decode = (text: string): Position => {
  try {
    const value = JSON.parse(text) as Position
    if (typeof value.key === 'string' && typeof value.asked === 'object') return value
  } catch {
    // Falls through to the refusal.
  }
  throw invalidRequest(
    enableBanking,
    '`cursor` was not given by a page of this account.',
    'Start the listing again without a cursor.',
  )
}

/** Reads one page of entries: the first, or the one behind a key. */
const fetchPage = async (
  parts: ListingParts,
  listing: Listing,
  from: string | undefined,
): Promise<TransactionsPage> => {
  const { client, clock } = parts
  const { open, query, accountId, call, trustsReferences } = listing
  const position = from === undefined ? undefined : decode(from)
  const { asked, answer, adjustedFrom } =
    position === undefined
      ? await askFirst(parts, listing)
      : {
          ...position,
          answer: await client.transactions(open.uid, { ...position.asked, continuation_key: position.key }, call),
        }
  const { continuation_key: key, transactions } = answer
  const asOf = client.now()
  // A bank that answers a key with the same key gives the same page again: what it has was on the page before.
  if (key !== undefined && key === position?.key) {
    return { items: [], problems: [], received: 0, asked, adjustedFrom, asOf }
  }
  const map = (wire: Parameters<typeof toTransaction>[0], raw: unknown) => ({
    transaction: toTransaction(wire, raw, { accountId, trustsReferences }),
    day: dayOfEntry(wire),
  })
  const read = readEntries(transactions, { what: 'transaction', schema: transactionSchema, map })
  const items = read.items.filter(({ day }) => isWithin(day, query)).map(({ transaction }) => transaction)
  const next = key === undefined ? undefined : encode({ key, asked, adjustedFrom })
  if (next !== undefined && read.received === 0) await clock.sleep(emptyPageWaitMs, call.ctx?.signal)
  return { ...read, items, next, asked, adjustedFrom, asOf }
}

const identify = ({ transactionId, amount, bookingDate }: Transaction) =>
  transactionId === undefined ? undefined : { id: transactionId, fingerprint: `${amount.amount} ${bookingDate ?? ''}` }

const queryOf = ({ dateFrom, dateTo }: TransactionQuery) => ({ dateFrom, dateTo })

/** All pages of a listing, as they are asked for; each with the cursor of the next. */
export async function* transactionPages(parts: ListingParts, listing: Listing, ctx: CallContext | undefined) {
  const { query, key: subject } = listing
  const resumed =
    query.cursor === undefined
      ? undefined
      : readCursor(query.cursor, { bank: enableBanking, subject, query: queryOf(query) })
  const effective = {
    ...query,
    dateFrom: query.dateFrom ?? resumed?.query['dateFrom'],
    dateTo: query.dateTo ?? resumed?.query['dateTo'],
  }
  const start = readPartPosition(resumed?.position)
  const pages = followPages<Transaction, TransactionsPage>({
    bank: enableBanking,
    start: start.at,
    fetch: (position) => fetchPage(parts, { ...listing, query: effective, call: { ...listing.call, ctx } }, position),
    identify,
    maxEmptyPages: 20,
  })
  const kept = Object.fromEntries(
    Object.entries(queryOf(effective)).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const cut = pageParts<Transaction, TransactionsPage>(pages, { size: query.pageSize, start })
  for await (const { items, problems, next, adjustedFrom, asOf } of cut) {
    yield {
      items,
      problems,
      asOf: toInstant(asOf),
      cursor: next === undefined ? undefined : writeCursor({ subject, query: kept, position: next }),
      adjustedFrom,
    }
  }
}

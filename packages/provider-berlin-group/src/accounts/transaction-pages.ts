import {
  addDays,
  type BookingStatus,
  type LocalDate,
  NostroError,
  type Transaction,
  type TransactionQuery,
  toInstant,
} from '@nostro/core'
import {
  type Bank,
  type FetchedPage,
  followPages,
  pageParts,
  readCursor,
  readEntries,
  readPartPosition,
  writeCursor,
} from '@nostro/provider-kit'
import type { BerlinGroupClient, Call } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { transactionSchema, transactionsSchema, type WireTransactions } from '../api/schemas.ts'
import type { BankProfile } from '../banks/bank-profile.ts'
import { toTransaction } from './to-transaction.ts'

export interface ListingParts {
  readonly bank: Bank
  readonly client: BerlinGroupClient
  readonly profile: BankProfile
}

export interface Listing {
  readonly accountId: string
  readonly isCard: boolean
  /** The bank's own link to the entries, where it gave one. */
  readonly link: string | undefined
  readonly query: TransactionQuery
  readonly call: Call
}

interface TransactionsPage extends FetchedPage<Transaction> {
  readonly adjustedFrom?: LocalDate | undefined
}

interface Lists {
  readonly booked?: readonly unknown[] | undefined
  readonly pending?: readonly unknown[] | undefined
  readonly information?: readonly unknown[] | undefined
}

const listsOf = ({ provider }: Bank, answer: WireTransactions): Lists => {
  const lists = answer.transactions ?? answer.cardTransactions
  if (lists !== undefined) return lists
  throw new NostroError({
    code: 'protocol_violation',
    provider,
    message: 'The answer of the bank has no list of transactions in it.',
    hint: 'An empty list would hide entries. Report it with the name of the bank.',
  })
}

const nextOf = (answer: WireTransactions): string | undefined =>
  (answer.transactions ?? answer.cardTransactions)?._links?.['next'] ?? answer._links?.['next']

/** Reads the lists of an answer in turn: each says what its entries are. */
const readLists = ({ bank, profile }: ListingParts, { accountId }: Listing, lists: Lists) => {
  const parts = (['pending', 'booked', 'information'] as const).map((status: BookingStatus & keyof Lists) =>
    readEntries(lists[status] ?? [], {
      what: `${status} transaction`,
      schema: transactionSchema,
      map: (wire, raw) => toTransaction(wire, raw, { bank, profile, accountId, status }),
    }),
  )
  return {
    items: parts.flatMap(({ items }) => items),
    problems: parts.flatMap(({ problems }) => problems),
    received: parts.reduce((sum, { received }) => sum + received, 0),
  }
}

/** Some banks answer in XML or as a bank statement whatever is asked for: that must be said, not guessed at. */
const notJson = (bank: Bank, type: string): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: bank.provider,
    message: `The bank answers with ${type.slice(0, 60)} although JSON was asked for.`,
    hint: 'Lists in that form are not read yet. Say so in the bank’s row (`transactionLists: "xml"` or `"mt940"`), and report it.',
  })

/** What the row says is believed: nothing is asked for that could not be read. */
const notRead = (bank: Bank, form: BankProfile['transactionLists']): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: bank.provider,
    message: `${bank.name} lists transactions as ${form === 'xml' ? 'XML' : 'MT940'} (\`transactionLists\` of its row), which is not read yet.`,
    hint: 'Accounts and balances can be read. Where the bank gives JSON by now, take the member out of its row.',
  })

const fetchTarget = async (parts: ListingParts, listing: Listing, call: Call): Promise<WireTransactions> => {
  const { bank, client } = parts
  const response = await client.send(endpoints.transactions, { ...listing.call, ...call })
  const type = response.headers['content-type'] ?? 'application/json'
  if (!/json/i.test(type)) throw notJson(bank, type)
  const answer = client.read(response, transactionsSchema, 'the transactions')
  const download = answer._links?.['download']
  if (download === undefined || answer.transactions !== undefined || answer.cardTransactions !== undefined)
    return answer
  return fetchTarget(parts, listing, { link: download })
}

const isPeriodRefused = (error: unknown): boolean =>
  NostroError.isInstance(error) && error.bankMessages?.[0]?.code === 'PERIOD_INVALID'

/** The first page: the period that is wished for, or the bank's own where that is too long. */
const fetchFirst = async (parts: ListingParts, listing: Listing) => {
  const { client, profile } = parts
  const { query, link, isCard, accountId } = listing
  const today = toInstant(client.now()).slice(0, 10)
  const usual = addDays(today, 1 - profile.historyDays)
  const wished = query.dateFrom ?? usual
  const ask = (dateFrom: LocalDate) => {
    const bookingStatus = profile.bookingStatus
    const target: Call = { query: { bookingStatus, dateFrom, dateTo: query.dateTo } }
    const params = { collection: isCard ? 'card-accounts' : 'accounts', accountId }
    return fetchTarget(parts, listing, link === undefined ? { ...target, params } : { ...target, link })
  }
  // The day of a bank east of Greenwich begins before that of UTC, and its history a day later then.
  const later = [usual, addDays(usual, 1)].filter((day) => day > wished && day <= (query.dateTo ?? day))
  let refusal: unknown
  for (const start of [wished, ...later]) {
    try {
      return { answer: await ask(start), adjustedFrom: start === wished ? undefined : start }
    } catch (error) {
      if (!isPeriodRefused(error)) throw error
      refusal = error
    }
  }
  throw refusal
}

const identify = ({ transactionId, amount, bookingDate }: Transaction) =>
  transactionId === undefined ? undefined : { id: transactionId, fingerprint: `${amount.amount} ${bookingDate ?? ''}` }

/** Pages of entries, by the bank's own links. */
export async function* transactionPages(parts: ListingParts, listing: Listing) {
  const { bank, client, profile } = parts
  if (profile.transactionLists !== 'json') throw notRead(bank, profile.transactionLists)
  const { accountId: subject } = listing
  const { dateFrom, dateTo, cursor, pageSize } = listing.query
  const start = readPartPosition(
    cursor === undefined ? undefined : readCursor(cursor, { bank, subject, query: { dateFrom, dateTo } }).position,
  )
  const pages = followPages<Transaction, TransactionsPage>({
    bank,
    start: start.at,
    fetch: async (position) => {
      const { answer, adjustedFrom } =
        position === undefined
          ? await fetchFirst(parts, listing)
          : { answer: await fetchTarget(parts, listing, { link: position }), adjustedFrom: undefined }
      const next = nextOf(answer)
      return {
        ...readLists(parts, listing, listsOf(bank, answer)),
        next: next === undefined ? undefined : client.resolve(next),
        adjustedFrom,
      }
    },
    identify,
  })
  const kept = Object.fromEntries(
    Object.entries({ dateFrom, dateTo }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const cut = pageParts<Transaction, TransactionsPage>(pages, { size: pageSize, start })
  for await (const { items, problems, next, adjustedFrom } of cut) {
    yield {
      items,
      problems,
      asOf: toInstant(client.now()),
      cursor: next === undefined ? undefined : writeCursor({ subject, query: kept, position: next }),
      adjustedFrom,
    }
  }
}

import type { BankAnswer } from '../../http/bank-handler.ts'
import type { LedgerEntry } from '../../ing/ais/ledger.ts'
import { jsonAnswer } from '../answers.ts'
import { refuse, wrongParameters } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import type { EnableBankingWorld } from '../world.ts'
import type { BankAccount } from './bank-account.ts'
import { hashParameters, openKey, sealKey } from './continuation-key.ts'
import { countUnattendedRead, type OpenAccount, openAccount } from './find-account.ts'
import { type Period, readPeriod, utcDay } from './read-period.ts'
import { type EntryStatus, furtherEntries, transactionEntry } from './transaction-entry.ts'

const statuses: readonly EntryStatus[] = ['BOOK', 'PDNG', 'HOLD', 'SCHD', 'CNCL', 'RJCT', 'OTHR']

/** Check 36: the words of the query. */
const checkWords = (query: URLSearchParams): void => {
  const [strategy, status] = [query.get('strategy'), query.get('transaction_status')]
  if (strategy !== null && strategy !== 'default' && strategy !== 'longest') {
    wrongParameters(36, 'strategy is unknown', { expected: 'default, longest', received: strategy })
  }
  if (status !== null && !statuses.some((known) => known === status)) {
    wrongParameters(36, 'transaction_status is unknown', { expected: statuses.join(', '), received: status })
  }
}

/** Checks 39 and 41: what this bank does not take. */
const checkBankTakes = ({ session: { aspsp } }: OpenAccount, query: URLSearchParams): void => {
  const { habits, name } = aspsp
  if (query.has('date_to') && habits.failsWithDateTo) {
    const detail = { error_data: { code: 'INTERNAL_ERROR', status: 500 } }
    refuse({ row: 39, status: 400, error: 'ASPSP_ERROR', detail, reason: `${name} fails on calls with date_to` })
  }
  if (query.get('transaction_status') === 'PDNG' && habits.pending === 'refused') {
    const detail = { error_data: { code: 'PARAMETER_NOT_SUPPORTED', status: 400 } }
    refuse({ row: 41, status: 400, error: 'ASPSP_ERROR', detail, reason: `${name} does not list pending entries` })
  }
}

const dayMs = 86_400_000

/** Place of an entry among those of its day, the newest being 1. */
const ordinalOf = ({ ledger }: BankAccount, position: number, now: number): number => {
  const day = ledger.entryAt(position, now)?.transaction.bookingDate
  let ordinal = 1
  for (let next = position + 1; next < ledger.size; next++) {
    if (ledger.entryAt(next, now)?.transaction.bookingDate !== day) break
    ordinal += 1
  }
  return ordinal
}

interface Selection {
  readonly period: Period
  readonly status: string | null
  readonly showsPending: boolean
}

const fits = (entry: LedgerEntry, { period, status, showsPending }: Selection): boolean => {
  const { bookingDate } = entry.transaction
  if (bookingDate < period.from || bookingDate > period.to) return false
  if (entry.status === 'pending' && !showsPending) return false
  return status === null || status === (entry.status === 'booked' ? 'BOOK' : 'PDNG')
}

/** Up to a page of fitting entries from a position on, and where the next page begins. */
const collect = (open: OpenAccount, selection: Selection, from: number, now: number) => {
  const { ledger } = open.account
  const { habits } = open.session.aspsp
  const step = habits.oldestFirst ? 1 : -1
  // Booking days are local: a day more on each side keeps all of them in sight.
  const first = ledger.positionOf(Date.parse(selection.period.from) - dayMs)
  const last = ledger.positionOf(Math.min(Date.parse(selection.period.to) + 2 * dayMs, now + 1)) - 1
  const found: { readonly entry: LedgerEntry; readonly position: number }[] = []
  let position = from >= 0 ? from : habits.oldestFirst ? first : last
  for (; position >= first && position <= last; position += step) {
    const entry = ledger.entryAt(position, now)
    if (entry === undefined || !fits(entry, selection)) continue
    if (found.length === habits.pageSize) return { found, next: position }
    found.push({ entry, position })
  }
  return { found, next: undefined }
}

interface Listing {
  readonly entries: readonly Readonly<Record<string, unknown>>[]
  readonly key?: string | undefined
}

const listPage = (world: EnableBankingWorld, open: OpenAccount, query: URLSearchParams, now: number): Listing => {
  const { session, account, uid } = open
  const { habits } = session.aspsp
  const here = { session: session.id, uid, parameters: hashParameters(query) }
  const given = query.get('continuation_key')
  if (given !== null && query.has('transaction_status') && habits.refusesKeyWithStatus) {
    refuse({
      row: 42,
      status: 422,
      error: 'WRONG_CONTINUATION_KEY',
      reason: 'The bank refuses its key when a status is given',
    })
  }
  const key = given === null ? undefined : openKey(world.keySecret, given, here)
  const asOf = key?.asOf ?? now
  const period = readPeriod(query, session, asOf)
  if (key === undefined) countUnattendedRead(world, open, 'transactions', now)
  const seal = (position: number, empty: number) => sealKey(world.keySecret, { ...here, position, empty, asOf })
  const empty = key?.empty ?? (query.get('strategy') === 'longest' ? habits.emptyFirstPages : 0)
  if (empty > 0) return { entries: [], key: seal(-1, empty - 1) }
  const selection = { period, status: query.get('transaction_status'), showsPending: habits.pending !== 'absent' }
  const start = habits.repeatsPage ? -1 : (key?.position ?? -1)
  const { found, next } = collect(open, selection, start, asOf)
  if (key === undefined) world.state.listings += 1
  const parts = { account, aspsp: session.aspsp, now: asOf, listing: world.state.listings }
  const entries = found.map(({ entry, position }) =>
    transactionEntry({
      ...parts,
      entry,
      ordinal: habits.references === 'positional' ? ordinalOf(account, position, asOf) : 1,
    }),
  )
  const isFirst = key === undefined && selection.status === null && habits.furtherStatuses
  const further = isFirst ? furtherEntries(parts, utcDay(asOf)) : []
  const following = habits.repeatsPage ? (key?.position ?? 0) : next
  return { entries: [...further, ...entries], ...(following === undefined ? {} : { key: seal(following, 0) }) }
}

/** GET /accounts/{uid}/transactions. */
export const listTransactions =
  (world: EnableBankingWorld) =>
  (call: ApiCall): BankAnswer => {
    const open = openAccount(world, call, 'transactions')
    checkWords(call.query)
    checkBankTakes(open, call.query)
    const { entries, key } = listPage(world, open, call.query, call.now)
    return jsonAnswer(200, { transactions: entries, continuation_key: key ?? null })
  }

/** GET /accounts/{uid}/transactions/{transaction_id}: the last listing's ids alone where they change with each. */
export const showTransaction =
  (world: EnableBankingWorld) =>
  (call: ApiCall): BankAnswer => {
    const { account, session } = openAccount(world, call, 'transactions')
    const [id = '', listing] = (call.params[1] ?? '').split('.')
    const { transactionIds } = session.aspsp.habits
    const isCurrent = transactionIds === 'lasting' ? listing === undefined : listing === String(world.state.listings)
    for (let position = account.ledger.size - 1; position >= 0 && isCurrent; position--) {
      const entry = account.ledger.entryAt(position, call.now)
      if (entry?.id !== id) continue
      const parts = { entry, account, aspsp: session.aspsp, now: call.now, listing: world.state.listings }
      return jsonAnswer(200, transactionEntry({ ...parts, ordinal: ordinalOf(account, position, call.now) }))
    }
    return refuse({
      row: 43,
      status: 404,
      error: 'TRANSACTION_DOES_NOT_EXIST',
      reason: 'No entry of this account has this id',
    })
  }

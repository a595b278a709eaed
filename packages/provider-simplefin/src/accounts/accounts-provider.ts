import {
  type Account,
  type AccountRef,
  type AccountsProvider,
  type CallContext,
  type Clock,
  NostroError,
  type Page,
  type PageProblem,
  type SessionAccess,
  type Transaction,
  type TransactionQuery,
  toInstant,
} from '@nostro/core'
import {
  checkAccountRef,
  checkContext,
  checkQuery,
  invalidField,
  pageParts,
  readCursor,
  readEntries,
  readPartPosition,
  transactionQuerySchema,
  type WholePage,
  writeCursor,
} from '@nostro/provider-kit'
import { simpleFin } from '../api/bank.ts'
import { type AccountSet, accountSchema, transactionSchema, type WireAccount } from '../api/schemas.ts'
import { asInstant, type Snapshot, type Snapshots } from './snapshots.ts'
import { currencyOf, idOf, toAccount, toBalances } from './to-account.ts'
import { dayOfEntry, toTransaction } from './to-transaction.ts'
import { mostWindows, windowAt } from './windows.ts'

export interface AccountsParts {
  readonly snapshots: Snapshots
  readonly clock: Pick<Clock, 'now'>
}

const now = (at: number) => windowAt(0, at)

/** What the server says of this account or its institution, and what it says of all. */
const problemsOf = ({ problems }: Snapshot, wire: WireAccount): readonly PageProblem[] =>
  problems
    .filter(
      ({ connection, account }) =>
        (account === undefined || account === wire.id) && (connection === undefined || connection === wire.conn_id),
    )
    .filter(({ connection, account }) => connection !== undefined || account !== undefined)
    .map(({ message }) => ({ message }))

const findAccount = (snapshot: Snapshot, ref: AccountRef): WireAccount => {
  const found = snapshot.accounts.find(({ wire }) => idOf(wire) === ref.id)
  if (found !== undefined) return found.wire
  throw new NostroError({
    code: 'not_found',
    provider: simpleFin.provider,
    message: 'The server does not list this account.',
    hint: 'It may have been unlinked at the server. Take accounts from `accounts` of this connection.',
  })
}

const isWithin = (day: string | undefined, { dateFrom, dateTo }: TransactionQuery): boolean =>
  day === undefined || ((dateFrom === undefined || day >= dateFrom) && (dateTo === undefined || day <= dateTo))

const readTransactions = (wire: WireAccount) => {
  const account = { id: idOf(wire), currency: currencyOf(wire) }
  return readEntries(wire.transactions, {
    what: 'transaction',
    schema: transactionSchema,
    map: (entry, raw) => toTransaction(entry, raw, account),
  })
}

const newestFirst = (one: Transaction, other: Transaction): number => {
  const [left, right] = [dayOfEntry(one) ?? '9', dayOfEntry(other) ?? '9']
  return left < right ? 1 : left > right ? -1 : 0
}

const day = (seconds: number): string => toInstant(seconds * 1000).slice(0, 10)

interface Walk {
  readonly ref: AccountRef
  readonly query: TransactionQuery
  /** The first window that is read, and how many of its entries were given before. */
  readonly from: number
  readonly given: number
}

interface WindowPage extends WholePage<Transaction> {
  readonly asOf: string
  readonly adjustedFrom?: string | undefined
}

/** Windows back in time: to the day that is asked for, or to the first window without an entry. */
async function* windowsBack(
  { snapshots }: AccountsParts,
  access: SessionAccess,
  { ref, query, from }: Walk,
  ctx: CallContext | undefined,
): AsyncGenerator<WindowPage> {
  for (let index = from; ; index++) {
    const { snapshot, window } = await snapshots.read(access, (at) => windowAt(index, at), ctx)
    const wire = findAccount(snapshot, ref)
    const { items, problems, received } = readTransactions(wire)
    const first = day(window.start)
    const isEnd = query.dateFrom === undefined ? received === 0 || index + 1 >= mostWindows : first <= query.dateFrom
    const wasCut = query.dateFrom === undefined && received > 0 && index + 1 >= mostWindows
    yield {
      items: items.filter((item) => isWithin(dayOfEntry(item), query)).toSorted(newestFirst),
      problems: [...problems, ...(index === from ? problemsOf(snapshot, wire) : [])],
      asOf: asInstant(snapshot),
      next: isEnd ? undefined : String(index + 1),
      adjustedFrom: wasCut ? first : undefined,
    }
    if (isEnd) return
  }
}

/** Pages of the size that was asked for. */
async function* walkBack(
  parts: AccountsParts,
  access: SessionAccess,
  walk: Walk,
  ctx: CallContext | undefined,
): AsyncGenerator<Page<Transaction>> {
  const { ref, query, from, given } = walk
  const kept = Object.fromEntries(
    Object.entries({ dateFrom: query.dateFrom, dateTo: query.dateTo }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
  const windows = windowsBack(parts, access, walk, ctx)
  const start = { at: String(from), given }
  for await (const { next, ...page } of pageParts<Transaction, WindowPage>(windows, { size: query.pageSize, start })) {
    yield {
      ...page,
      cursor: next === undefined ? undefined : writeCursor({ subject: ref.id, query: kept, position: next }),
    }
  }
}

const readStart = (ref: AccountRef, query: TransactionQuery, at: number): Walk => {
  const { dateFrom, dateTo } = query
  if (query.cursor !== undefined) {
    const { query: kept, position } = readCursor(query.cursor, {
      bank: simpleFin,
      subject: ref.id,
      query: { dateFrom, dateTo },
    })
    const { at: window, given } = readPartPosition(position)
    const from = Number(window)
    if (!Number.isInteger(from) || from < 0 || from > 10_000) {
      throw invalidField(simpleFin, {
        field: 'cursor',
        problem: 'was changed',
        hint: 'Give back a page’s `cursor` unchanged.',
      })
    }
    return {
      ref,
      query: { ...query, dateFrom: dateFrom ?? kept['dateFrom'], dateTo: dateTo ?? kept['dateTo'] },
      from,
      given,
    }
  }
  // Windows that are newer than the period hold nothing of it.
  let from = 0
  while (dateTo !== undefined && day(windowAt(from, at).start) > dateTo && from < 10_000) from += 1
  return { ref, query, from, given: 0 }
}

const newestOnly = () =>
  invalidField(simpleFin, {
    field: 'order',
    problem: 'is “oldest-first”, which is not served',
    hint: 'Leave it out and sort what comes.',
  })

/** Accounts, balances and entries of all institutions behind one access URL. */
export const createAccountsProvider = (parts: AccountsParts): AccountsProvider => {
  const { snapshots, clock } = parts
  return {
    accounts: async function* (access, ctx): AsyncGenerator<Page<Account>> {
      checkContext(ctx, simpleFin)
      const { snapshot } = await snapshots.read(access, now, ctx)
      const raws = snapshot.accounts.map(({ raw }) => raw) as AccountSet['accounts']
      const read = readEntries(raws, {
        what: 'account',
        schema: accountSchema,
        map: (wire, raw) => toAccount(wire, raw, snapshot.connections),
      })
      const said = snapshot.problems.map(({ message }) => ({ message }))
      yield {
        items: read.items,
        problems: [...snapshot.unreadable, ...onlyLost(read.problems, snapshot), ...said],
        asOf: asInstant(snapshot),
      }
    },
    balances: async (access, ref, ctx) => {
      checkContext(ctx, simpleFin)
      checkAccountRef(ref, simpleFin)
      const { snapshot } = await snapshots.read(access, now, ctx)
      const wire = findAccount(snapshot, ref)
      return { items: toBalances(wire), problems: problemsOf(snapshot, wire), asOf: asInstant(snapshot) }
    },
    transactions: async function* (access, ref, query, ctx) {
      checkContext(ctx, simpleFin)
      checkAccountRef(ref, simpleFin)
      checkQuery(query, { bank: simpleFin, schema: transactionQuerySchema })
      if (query.order === 'oldest-first') throw newestOnly()
      yield* walkBack(parts, access, readStart(ref, query, clock.now()), ctx)
    },
  }
}

/** Fields that were left out are in `unreadable` already; what is new here are accounts whose currency is no money. */
const onlyLost = (problems: readonly PageProblem[], { unreadable }: Snapshot): readonly PageProblem[] =>
  problems.filter(({ message }) => !unreadable.some((known) => known.message === message))

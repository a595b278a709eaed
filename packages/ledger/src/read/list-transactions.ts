import { isLocalDate, NostroError } from '@nostro/core'
import { toScaled } from '../plan/amounts.ts'
import { loadNumbers } from '../store/load-rows.ts'
import { placeholders, query, type SqlStore, type SqlValue, type SqlWork } from '../store/sql.ts'
import { parseAccountId } from './ids.ts'
import type { LedgerPage, LedgerTransaction, TransactionFilter } from './ledger-types.ts'
import { findByText, type Position } from './search-texts.ts'
import { loadAnnotations, toTransaction } from './to-transaction.ts'

const living = ['booked', 'pending', 'unknown'] as const

/**
 * Entries by day, newest first. Each account is asked by its own index for the places of its rows, the answers are merged, and only
 * the rows of the page are read: it costs the same in a ledger of a thousand rows and of a million. Texts that few entries have are found
 * by their index, where there is one.
 */
export function* listTransactions(
  dialect: SqlStore['dialect'],
  filter: TransactionFilter,
): SqlWork<LedgerPage<LedgerTransaction>> {
  const limit = checkLimit(filter.limit)
  const after = filter.cursor === undefined ? undefined : parseCursor(filter.cursor)
  const accounts = yield* accountsOf(filter)
  const wanted = limit + 1
  const toSql = (account: number) => toQuery(dialect, filter, account, undefined)
  const byText =
    dialect === 'sqlite'
      ? yield* findByText({ filter, accounts: accounts.map(({ id }) => id), after, wanted, toSql })
      : undefined
  const found = byText ?? (yield* mergeAccounts({ dialect, filter, after, wanted }, accounts))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const items = yield* readPage(page, new Map(accounts.map(({ id, connection }) => [id, connection])))
  return { items, cursor: found.length > limit && last !== undefined ? toCursor(last) : undefined }
}

interface Merge {
  readonly dialect: SqlStore['dialect']
  readonly filter: TransactionFilter
  readonly after: Position | undefined
  readonly wanted: number
}

interface Branch {
  readonly account: number
  readonly rows: Position[]
  /** The account may have more than was read. */
  hasMore: boolean
  last: Position | undefined
}

/** The first rows of all accounts in order. Each account gives a few at a time: most of them have only some rows in a page. */
function* mergeAccounts(merge: Merge, accounts: readonly { readonly id: number }[]): SqlWork<readonly Position[]> {
  const chunk = Math.max(10, Math.ceil((1.5 * merge.wanted) / Math.max(1, accounts.length)))
  const branches = accounts.map(({ id }): Branch => ({ account: id, rows: [], hasMore: true, last: merge.after }))
  const found: Position[] = []
  while (found.length < merge.wanted) {
    for (const branch of branches) if (branch.rows.length === 0 && branch.hasMore) yield* refill(branch, merge, chunk)
    let first: Branch | undefined
    for (const branch of branches) {
      const [row] = branch.rows
      if (row !== undefined && (first?.rows[0] === undefined || compare(row, first.rows[0]) < 0)) first = branch
    }
    const row = first?.rows.shift()
    if (row === undefined) return found
    found.push(row)
  }
  return found
}

function* refill(branch: Branch, { dialect, filter }: Merge, chunk: number): SqlWork<void> {
  const { sql, values } = toQuery(dialect, filter, branch.account, branch.last)
  const ordered = `${sql} order by tx.day desc, tx.no desc limit ?`
  branch.rows.push(...(yield* query<Position & { readonly [name: string]: SqlValue }>(ordered, ...values, chunk)))
  branch.hasMore = branch.rows.length === chunk
  branch.last = branch.rows.at(-1) ?? branch.last
}

/** Newest day first; inside a day by account, then the higher number first. */
const compare = (a: Position, b: Position): number =>
  a.day !== b.day ? (a.day < b.day ? 1 : -1) : a.account !== b.account ? a.account - b.account : b.no - a.no

function* readPage(
  page: readonly Position[],
  connections: ReadonlyMap<number, string>,
): SqlWork<readonly LedgerTransaction[]> {
  const items = new Map<Position, LedgerTransaction>()
  for (const account of new Set(page.map((position) => position.account))) {
    const places = page.filter((position) => position.account === account)
    const numbers = places.map(({ no }) => no)
    const rows = new Map((yield* loadNumbers(account, numbers)).map((row) => [row.no, row]))
    const annotationsOf = yield* loadAnnotations(account, numbers)
    for (const position of places) {
      const row = rows.get(position.no)
      const where = { account, connection: connections.get(account) ?? '' }
      if (row !== undefined) items.set(position, toTransaction(row, where, annotationsOf(row.no)))
    }
  }
  return page.flatMap((position) => items.get(position) ?? [])
}

function* accountsOf({
  account,
  connection,
}: TransactionFilter): SqlWork<readonly { id: number; connection: string }[]> {
  if (account !== undefined) {
    return yield* query<{ id: number; connection: string }>(
      'select id, connection from account where id = ?',
      parseAccountId(account),
    )
  }
  return connection === undefined
    ? yield* query<{ id: number; connection: string }>('select id, connection from account order by id')
    : yield* query<{ id: number; connection: string }>(
        'select id, connection from account where connection = ? order by id',
        connection,
      )
}

const toQuery = (
  dialect: SqlStore['dialect'],
  filter: TransactionFilter,
  account: number,
  after: Position | undefined,
) => {
  const conditions = ['tx.account = ?']
  const values: SqlValue[] = [account]
  const add = (condition: string, ...more: readonly SqlValue[]): void => {
    conditions.push(condition)
    values.push(...more)
  }
  const states = filter.states ?? living
  add(`tx.state in (${placeholders(states.length)})`, ...states)
  if (filter.from !== undefined) add('tx.day >= ?', checkDay(filter.from))
  if (filter.to !== undefined) add('tx.day <= ?', checkDay(filter.to))
  if (filter.minAmount !== undefined) add('tx.amount_scaled >= ?', checkAmount(filter.minAmount))
  if (filter.maxAmount !== undefined) add('tx.amount_scaled <= ?', checkAmount(filter.maxAmount))
  const like = dialect === 'postgres' ? 'ilike' : 'like'
  if (filter.text !== undefined) {
    const part = likePart(filter.text)
    const columns = ['tx.text', 'tx.counterparty_name', 'tx.reference']
    add(`(${columns.map((column) => `${column} ${like} ? escape '!'`).join(' or ')})`, part, part, part)
  }
  if (filter.counterparty !== undefined) {
    const iban = filter.counterparty.replace(/\s/g, '').toUpperCase()
    add(`(tx.counterparty_name ${like} ? escape '!' or tx.counterparty_iban = ?)`, likePart(filter.counterparty), iban)
  }
  const hasAnnotation = (name: string): string =>
    `exists (select 1 from annotation n where n.account = tx.account and n.no = tx.no and n.name = '${name}'`
  if (filter.category !== undefined)
    add(`${hasAnnotation('category')} and n.value = ?)`, JSON.stringify(filter.category))
  if (filter.tag !== undefined)
    add(`${hasAnnotation('tags')} and n.value like ? escape '!')`, likePart(JSON.stringify(filter.tag)))
  if (filter.includeHidden !== true) {
    add(
      "not exists (select 1 from annotation n where n.account = tx.account and n.no = tx.no and n.name in ('hidden', 'deleted') and n.value = 'true')",
    )
  }
  if (after !== undefined) {
    // Accounts before the cursor's own have given that day already.
    if (account < after.account) add('tx.day < ?', after.day)
    else if (account > after.account) add('tx.day <= ?', after.day)
    else add('(tx.day < ? or (tx.day = ? and tx.no < ?))', after.day, after.day, after.no)
  }
  return {
    sql: `select tx.day, tx.account, tx.no from tx where ${conditions.join(' and ')}`,
    values,
  }
}

const likePart = (text: string): string => `%${text.replace(/[!%_]/g, (sign) => `!${sign}`)}%`

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', message, hint })

const checkDay = (day: string): string => {
  if (!isLocalDate(day)) throw refuse(`“${day.slice(0, 24)}” is not a day.`, 'Write days as YYYY-MM-DD.')
  return day
}

const checkAmount = (amount: string): bigint => {
  const scaled = /^-?\d{1,14}(\.\d{1,5})?$/.test(amount) ? toScaled(amount) : undefined
  if (scaled === undefined)
    throw refuse(`“${amount.slice(0, 24)}” is not an amount.`, 'Write amounts as decimal text, for example -12.50.')
  return scaled
}

const checkLimit = (limit = 50): number => {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw refuse('The limit of a page is not between 1 and 1000.', 'Ask for 50, and go on with the cursor.')
  return limit
}

const toCursor = ({ day, account, no }: Position): string =>
  Buffer.from(`${day}|${account}|${no}`, 'utf8').toString('base64url')

const parseCursor = (cursor: string): Position => {
  const [day = '', account, no] = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  const position = { day, account: Number(account), no: Number(no) }
  if (isLocalDate(day) && Number.isInteger(position.account) && Number.isInteger(position.no)) return position
  throw refuse('The cursor is not one of this listing.', 'Begin without a cursor.')
}

import { isLocalDate, NostroError } from '@nostro/core'
import { toScaled } from '../plan/amounts.ts'
import { placeholders, query, type SqlStore, type SqlValue, type SqlWork } from '../store/sql.ts'
import { type TxRecord, toRow, txColumns } from '../store/tx-columns.ts'
import { parseAccountId } from './ids.ts'
import type { LedgerPage, LedgerTransaction, TransactionFilter } from './ledger-types.ts'
import { loadAnnotations, toTransaction } from './to-transaction.ts'

const living = ['booked', 'pending', 'unknown'] as const

interface Position {
  readonly day: string
  readonly account: number
  readonly no: number
}

/**
 * Entries by day, newest first. Each account is asked by its own index and the answers are merged: a page costs the same in a
 * ledger of a thousand rows and of a million.
 */
export function* listTransactions(
  dialect: SqlStore['dialect'],
  filter: TransactionFilter,
): SqlWork<LedgerPage<LedgerTransaction>> {
  const limit = checkLimit(filter.limit)
  const after = filter.cursor === undefined ? undefined : parseCursor(filter.cursor)
  const accounts = yield* accountsOf(filter)
  const found: { readonly record: TxRecord; readonly connection: string }[] = []
  for (const { id, connection } of accounts) {
    const { sql, values } = toQuery(dialect, filter, id, after)
    const records = yield* query<TxRecord>(`${sql} limit ?`, ...values, limit + 1)
    for (const record of records) found.push({ record, connection })
  }
  found.sort((a, b) => compare(a.record, b.record))
  const page = found.slice(0, limit)
  const items = yield* withAnnotations(page)
  const last = page.at(-1)?.record
  return { items, cursor: found.length > limit && last !== undefined ? toCursor(last) : undefined }
}

/** Newest day first; inside a day by account, then the higher number first. */
const compare = (a: TxRecord, b: TxRecord): number =>
  a.day !== b.day ? (a.day < b.day ? 1 : -1) : a.account !== b.account ? a.account - b.account : b.no - a.no

function* withAnnotations(
  page: readonly { readonly record: TxRecord; readonly connection: string }[],
): SqlWork<readonly LedgerTransaction[]> {
  const byAccount = new Map<number, number[]>()
  for (const { record } of page) byAccount.set(record.account, [...(byAccount.get(record.account) ?? []), record.no])
  const read = new Map<number, (no: number) => LedgerTransaction['annotations']>()
  for (const [account, numbers] of byAccount) read.set(account, yield* loadAnnotations(account, numbers))
  return page.map(({ record, connection }) =>
    toTransaction(toRow(record), { account: record.account, connection }, read.get(record.account)?.(record.no) ?? {}),
  )
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
    sql: `select ${txColumns} from tx where ${conditions.join(' and ')} order by tx.day desc, tx.no desc`,
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

const toCursor = ({ day, account, no }: TxRecord): string =>
  Buffer.from(`${day}|${account}|${no}`, 'utf8').toString('base64url')

const parseCursor = (cursor: string): Position => {
  const [day = '', account, no] = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  const position = { day, account: Number(account), no: Number(no) }
  if (isLocalDate(day) && Number.isInteger(position.account) && Number.isInteger(position.no)) return position
  throw refuse('The cursor is not one of this listing.', 'Begin without a cursor.')
}

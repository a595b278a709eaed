import { NostroError } from '@nostro/core'
import { query, type SqlWork } from '../store/sql.ts'
import { type TxRecord, toRow, txColumns } from '../store/tx-columns.ts'
import { publicTransactionId } from '../sync/sync-types.ts'
import type { Changes, LedgerTransaction } from './ledger-types.ts'
import { loadAnnotations, toTransaction } from './to-transaction.ts'

type Positions = Map<number, number>

/**
 * The change feed: rows whose number is above the cursor's, account by account (section 1.5). A row that changes while somebody
 * pages moves to the end and is given again: paging never has to start over. The cursor `now` gives only what comes.
 * `removed` may name a row that the reader never had: one that came and went since the cursor.
 * @throws NostroError `invalid_request` when the cursor is not one of the feed.
 */
export function* readChanges(cursor: string | undefined, limit: number): SqlWork<Changes> {
  const accounts = yield* query<{ id: number; connection: string; seq: number }>(
    'select a.id, a.connection, s.seq from account a join account_sync s on s.account = a.id order by a.id',
  )
  if (cursor === 'now') {
    const end = new Map(accounts.map(({ id, seq }) => [id, seq]))
    return { added: [], modified: [], removed: [], cursor: toCursor(end), hasMore: false }
  }
  const positions = cursor === undefined ? new Map<number, number>() : parseCursor(cursor)
  const added: LedgerTransaction[] = []
  const modified: LedgerTransaction[] = []
  const removed: string[] = []
  let [left, hasMore] = [limit, false]
  for (const { id, connection, seq } of accounts) {
    const since = positions.get(id) ?? 0
    if (seq <= since) continue
    if (left === 0) {
      hasMore = true
      break
    }
    const records = yield* query<TxRecord>(
      `select ${txColumns} from tx where account = ? and seq > ? order by seq limit ?`,
      id,
      since,
      left,
    )
    const annotationsOf = yield* loadAnnotations(
      id,
      records.map(({ no }) => no),
    )
    for (const record of records) {
      const annotations = annotationsOf(record.no)
      const isNew = record.added_seq > since
      const isGone = record.state === 'removed' || record.state === 'expired' || annotations.deleted === true
      const row = isGone ? undefined : toTransaction(toRow(record), { account: id, connection }, annotations)
      if (row === undefined) {
        // A row that came back since the cursor counts as new, and may have been given before it went: its end is said then too.
        if (since > 0) removed.push(publicTransactionId(id, record.no))
      } else if (isNew) added.push(row)
      else modified.push(row)
    }
    const isFull = records.length === left
    positions.set(id, isFull ? (records.at(-1)?.seq ?? since) : seq)
    if (isFull && (positions.get(id) ?? 0) < seq) hasMore = true
    left -= records.length
  }
  return { added, modified, removed, cursor: toCursor(positions), hasMore }
}

const toCursor = (positions: Positions): string =>
  Buffer.from(JSON.stringify([...positions].sort(([a], [b]) => a - b)), 'utf8').toString('base64url')

const isPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => Number.isInteger(part) && part >= 0)

const parseCursor = (cursor: string): Positions => {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(value) && value.every(isPair)) return new Map(value)
  } catch {
    // What is no JSON is refused below.
  }
  throw new NostroError({
    code: 'invalid_request',
    message: 'The cursor is not one of the change feed.',
    hint: 'Begin without a cursor, and keep the one of each answer.',
  })
}

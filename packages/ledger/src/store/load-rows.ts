import { addDays, type EpochMs, type LocalDate } from '@nostro/core'
import { idIdentity, isUsableId } from '../plan/identity.ts'
import type { Entry, Row } from '../plan/types.ts'
import { placeholders, query, type SqlWork } from './sql.ts'
import { type TxRecord, toRow, txColumns } from './tx-columns.ts'

const claimableMs = 30 * 86_400_000
const marginDays = 14

const byNo = (a: Row, b: Row): number => a.no - b.no

/** Sorted here and not in SQL: `order by no` made SQLite walk the whole account by its key instead of using the index of the days. */
const toRows = (records: readonly TxRecord[]): Row[] => records.map(toRow).sort(byNo)

/** Booked and removed rows of these days, in the order of their numbers. */
export function* loadDays(account: number, from: LocalDate, to: LocalDate): SqlWork<Row[]> {
  const records = yield* query<TxRecord>(
    `select ${txColumns} from tx where account = ? and day between ? and ? and state in ('booked', 'removed')`,
    account,
    from,
    to,
  )
  return toRows(records)
}

/** The same with the 14 days before and after: from there an entry can have moved into the range. */
export const loadWindow = (account: number, from: LocalDate, to: LocalDate): SqlWork<Row[]> =>
  loadDays(account, addDays(from, -marginDays), addDays(to, marginDays))

/** Rows whose stable ids are listed, wherever their days lie. */
export function* loadByIds(account: number, entries: readonly Entry[], known: readonly Row[]): SqlWork<Row[]> {
  const have = new Set(known.map(({ identity }) => identity))
  const wanted = new Set<string>()
  for (const { bankId } of entries) {
    if (isUsableId(bankId) && !have.has(idIdentity(bankId))) wanted.add(idIdentity(bankId))
  }
  const identities = [...wanted]
  const rows: Row[] = []
  for (let start = 0; start < identities.length; start += 500) {
    const part = identities.slice(start, start + 500)
    const records = yield* query<TxRecord>(
      `select ${txColumns} from tx where account = ? and identity in (${placeholders(part.length)})`,
      account,
      ...part,
    )
    rows.push(...records.map(toRow))
  }
  return rows.sort(byNo)
}

/** Pending and unknown rows, and those that expired within 30 days. (`state <> 'booked'` lets SQLite use its partial index.) */
export function* loadPending(account: number, now: EpochMs): SqlWork<Row[]> {
  const records = yield* query<TxRecord>(
    `select ${txColumns} from tx where account = ? and state <> 'booked' and state in ('pending', 'unknown', 'expired')
      and (ended_at is null or ended_at > ?)`,
    account,
    now - claimableMs,
  )
  return toRows(records)
}

export function* loadRow(account: number, no: number): SqlWork<Row | undefined> {
  const [record] = yield* query<TxRecord>(`select ${txColumns} from tx where account = ? and no = ?`, account, no)
  return record === undefined ? undefined : toRow(record)
}

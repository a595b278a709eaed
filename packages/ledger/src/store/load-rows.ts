import { addDays, type EpochMs, type LocalDate } from '@nostro/core'
import { idIdentity, isUsableId } from '../plan/identity.ts'
import type { DayDigest, Entry, Row, WalkContext } from '../plan/types.ts'
import { placeholders, query, type SqlWork } from './sql.ts'
import { type TxRecord, toRow, txColumns } from './tx-columns.ts'

const claimableMs = 30 * 86_400_000
const marginDays = 14

const byNo = (a: Row, b: Row): number => a.no - b.no

/** Sorted here and not in SQL: `order by no` made SQLite walk the whole account by its key instead of using the index of the days. */
export const toRows = (records: readonly TxRecord[]): Row[] => records.map(toRow).sort(byNo)

interface DigestRecord {
  readonly day: LocalDate
  readonly booked: number
  readonly open: number
  readonly claimed: number
  readonly keys: string
}

const idOfMode = { S: 'bank_id', C: 'case when consent = ? then bank_id end', N: 'null' } as const

/**
 * Digests of booked and removed rows by day, from 14 days before to 14 days after: from there an entry can have moved into the range.
 * The database puts them together: a row for each entry would cost more than all the rest of an unchanged sync.
 */
export function* loadDigests(
  account: number,
  [from, to]: readonly [LocalDate, LocalDate],
  { mode, consent, contentVersion }: Pick<WalkContext, 'mode' | 'consent' | 'contentVersion'>,
): SqlWork<readonly DayDigest[]> {
  const records = yield* query<DigestRecord>(
    `select day, count(case when state = 'booked' then 1 end) as booked,
      max(case when state = 'booked' and missing_since is null and content_version = ? then 0 else 1 end) as open,
      max(case when pending_id is null then 0 else 1 end) as claimed,
      string_agg(content || coalesce(${idOfMode[mode]}, '') || cast(? as text), '') as keys
      from tx where account = ? and day between ? and ? and state in ('booked', 'removed') group by day order by day`,
    contentVersion,
    ...(mode === 'C' ? [consent] : []),
    '\n',
    account,
    addDays(from, -marginDays),
    addDays(to, marginDays),
  )
  return records.map(({ day, booked, open, claimed, keys }) => ({
    day,
    booked,
    isOpen: open > 0,
    hasClaimed: claimed > 0,
    keys,
  }))
}

/** Booked and removed rows of some days in full, or of those only that were pending once. */
export function* loadDays(account: number, days: readonly string[], which: 'all' | 'claimed'): SqlWork<Row[]> {
  const records: TxRecord[] = []
  for (let start = 0; start < days.length; start += 500) {
    const part = days.slice(start, start + 500)
    const found = yield* query<TxRecord>(
      `select ${txColumns} from tx where account = ? and day in (${placeholders(part.length)}) and state in ('booked', 'removed')
        ${which === 'claimed' ? 'and pending_id is not null' : ''}`,
      account,
      ...part,
    )
    for (const record of found) records.push(record)
  }
  return toRows(records)
}

/** Rows in full, in the order of their numbers. */
export function* loadNumbers(account: number, numbers: readonly number[]): SqlWork<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < numbers.length; start += 500) {
    const part = numbers.slice(start, start + 500)
    const records = yield* query<TxRecord>(
      `select ${txColumns} from tx where account = ? and no in (${placeholders(part.length)})`,
      account,
      ...part,
    )
    for (const record of records) rows.push(toRow(record))
  }
  return rows.sort(byNo)
}

interface PageQuery {
  readonly account: number
  readonly from: LocalDate
  readonly to: LocalDate
  /** The walk in progress. */
  readonly walk: number
  /** Ids by which rows of this walk are wanted too. */
  readonly ids: readonly string[]
}

/** Booked and removed rows of a page's days that another walk left, and those of this walk that have one of the ids. */
export function* loadPageRows({ account, from, to, walk, ids }: PageQuery): SqlWork<Row[]> {
  const byId = ids.length === 0 ? '' : ` or bank_id in (${placeholders(ids.length)})`
  const records = yield* query<TxRecord>(
    `select ${txColumns} from tx where account = ? and day between ? and ? and state in ('booked', 'removed') and (walk <> ?${byId})`,
    account,
    from,
    to,
    walk,
    ...ids,
  )
  return toRows(records)
}

/** Identities of the buckets of these days. */
export function* loadIdentities(account: number, from: LocalDate, to: LocalDate): SqlWork<readonly string[]> {
  const rows = yield* query<{ identity: string }>(
    "select identity from tx where account = ? and day between ? and ? and state in ('booked', 'removed') and substr(identity, 1, 1) = 'b'",
    account,
    from,
    to,
  )
  return rows.map(({ identity }) => identity)
}

const numbered = /^i\d{20}$/

/**
 * New ids of a bank that counts lie beyond all known ones: one look at the index says that none of them is stored. Only numbers
 * have the same order in every database.
 */
function* hasIdentityBetween(account: number, identities: readonly string[]): SqlWork<boolean> {
  const [first] = identities
  if (first === undefined) return false
  if (!identities.every((identity) => numbered.test(identity))) return true
  let [least, most] = [first, first]
  for (const identity of identities) {
    if (identity < least) least = identity
    else if (identity > most) most = identity
  }
  const found = yield* query(
    'select 1 as found from tx where account = ? and identity between ? and ? limit 1',
    account,
    least,
    most,
  )
  return found.length > 0
}

/** Rows whose stable ids are listed, wherever their days lie. */
export function* loadByIds(account: number, entries: readonly Entry[], known: readonly Row[]): SqlWork<Row[]> {
  const have = new Set(known.map(({ identity }) => identity))
  const wanted = new Set<string>()
  for (const { bankId } of entries) {
    if (!isUsableId(bankId)) continue
    const identity = idIdentity(bankId)
    if (!have.has(identity)) wanted.add(identity)
  }
  const identities = [...wanted]
  const rows: Row[] = []
  if (!(yield* hasIdentityBetween(account, identities))) return rows
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

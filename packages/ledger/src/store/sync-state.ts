import type { EpochMs, LocalDate } from '@nostro/core'
import { unknownId } from '../read/ids.ts'
import { query, queryOne, type SqlValue, type SqlWork } from './sql.ts'

/** Where the account's balance gate stands (section 3.3). */
export type Gate = 'no-balance' | 'unproven' | 'balanced' | 'waiting' | 'off'

/** `account_sync`: the account's counters, its walk in progress, and how far it is covered. */
export interface SyncState {
  readonly account: number
  readonly nextNo: number
  readonly nextBatch: number
  readonly nextDecision: number
  readonly seq: number
  readonly walk: number
  /** A backfill that has not reached its end. */
  readonly walkKind: 'backfill' | null
  readonly cursor: string | null
  readonly pages: number
  /** The keys of the last entries of the last page: what a repeated page is known by after a restart. */
  readonly lastPage: string | null
  readonly walkFrom: LocalDate | null
  readonly walkTo: LocalDate | null
  /** When the bank answered the first page of the backfill in progress. */
  readonly walkAsOf: EpochMs | null
  readonly coveredFrom: LocalDate | null
  readonly coveredTo: LocalDate | null
  /** Days that no walk covered and that the bank does not give any more, as JSON: `[["2024-01-02", "2024-02-01"]]`. */
  readonly holes: string | null
  readonly grantedFrom: LocalDate | null
  /** When the bank answered the last complete walk. */
  readonly asOf: EpochMs | null
  readonly lastAttemptAt: EpochMs | null
  readonly lastError: string | null
  readonly outcome: string | null
  readonly deepAt: EpochMs | null
  readonly gate: Gate
  readonly gateOff: string | null
  /** A difference that was seen once. */
  readonly gateSeen: string | null
  /** Exact sum of the booked rows in the account's currency. */
  readonly total: string
  readonly anchorAmount: string | null
  readonly anchorDay: LocalDate | null
  readonly balancesAsOf: EpochMs | null
  readonly balancesError: string | null
}

const columns: Readonly<Record<Exclude<keyof SyncState, 'account'>, string>> = {
  nextNo: 'next_no',
  nextBatch: 'next_batch',
  nextDecision: 'next_decision',
  seq: 'seq',
  walk: 'walk',
  walkKind: 'walk_kind',
  cursor: 'cursor',
  pages: 'pages',
  lastPage: 'last_page',
  walkFrom: 'walk_from',
  walkTo: 'walk_to',
  walkAsOf: 'walk_as_of',
  coveredFrom: 'covered_from',
  coveredTo: 'covered_to',
  holes: 'holes',
  grantedFrom: 'granted_from',
  asOf: 'as_of',
  lastAttemptAt: 'last_attempt_at',
  lastError: 'last_error',
  outcome: 'outcome',
  deepAt: 'deep_at',
  gate: 'gate',
  gateOff: 'gate_off',
  gateSeen: 'gate_seen',
  total: 'total',
  anchorAmount: 'anchor_amount',
  anchorDay: 'anchor_day',
  balancesAsOf: 'balances_as_of',
  balancesError: 'balances_error',
}

const entries = Object.entries(columns) as [Exclude<keyof SyncState, 'account'>, string][]
const selected = entries.map(([name, column]) => `${column} as "${name}"`).join(', ')

/**
 * Locks the account until the transaction ends, and reads where it stands.
 * @throws NostroError `not_found` when the ledger has no such account.
 */
export function* lockAccount(account: number): SqlWork<SyncState> {
  const state = yield* queryOne<SyncState>(
    `select account, ${selected} from account_sync where account = ? for update`,
    account,
  )
  if (state === undefined) throw unknownId(`a${account}`)
  return state
}

export function* readSyncState(account: number): SqlWork<SyncState | undefined> {
  return yield* queryOne<SyncState>(`select account, ${selected} from account_sync where account = ?`, account)
}

export function* createSyncState(account: number): SqlWork<void> {
  yield* query(
    `insert into account_sync (account, next_no, next_batch, next_decision, seq, walk, pages, gate, total)
      values (?, 1, 1, 1, 0, 0, 0, 'no-balance', '0')`,
    account,
  )
}

/** Writes what differs between the two; nothing when nothing does. */
export function* saveSyncState(before: SyncState, after: SyncState): SqlWork<void> {
  const changed = entries.filter(([name]) => before[name] !== after[name])
  if (changed.length === 0) return
  const values = changed.map(([name]): SqlValue => after[name])
  const sets = changed.map(([, column]) => `${column} = ?`).join(', ')
  yield* query(`update account_sync set ${sets} where account = ?`, ...values, after.account)
}

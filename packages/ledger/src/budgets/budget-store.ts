import type { Clock, EpochMs } from '@nostro/core'
import { leaseNow } from '../store/lease-store.ts'
import { query, queryOne, type SqlStore, type SqlWork } from '../store/sql.ts'

export interface BudgetRule {
  /** Calls at most in any window. */
  readonly limit: number
  readonly windowMs: number
}

export interface BudgetAnswer {
  readonly granted: boolean
  /** When the next call is free, where this one is not. */
  readonly retryAt?: EpochMs | undefined
}

export interface BudgetUsage {
  readonly bucket: string
  /** Starts of the calls that still count, oldest first. */
  readonly starts: readonly EpochMs[]
  readonly closedUntil?: EpochMs | undefined
}

/** Sliding windows that survive restarts and are shared by processes: one row for each bucket (section 5.1). */
export interface LedgerBudgets {
  take(bucket: string, rule: BudgetRule): Promise<BudgetAnswer>
  /** The bank said no: nothing is granted until then. */
  close(bucket: string, until: EpochMs): Promise<void>
  /** Gives the newest start back: proven that no byte of the call left. */
  giveBack(bucket: string): Promise<void>
  usage(prefix: string): Promise<readonly BudgetUsage[]>
}

interface BudgetRecord {
  readonly starts: string
  readonly closed_until: number | null
}

const find = (bucket: string): SqlWork<BudgetRecord | undefined> =>
  queryOne<BudgetRecord>('select starts, closed_until from budget where bucket = ? for update', bucket)

function* save(
  bucket: string,
  starts: readonly EpochMs[],
  closedUntil: EpochMs | null,
  most: number | null = null,
): SqlWork<void> {
  yield* query(
    'update budget set starts = ?, closed_until = ?, most = coalesce(?, most) where bucket = ?',
    JSON.stringify(starts),
    closedUntil,
    most,
    bucket,
  )
}

/** A row to lock: two first callers of a bucket on PostgreSQL would both find none. */
const ensure = (bucket: string): SqlWork<unknown> =>
  query("insert into budget (bucket, starts) values (?, '[]') on conflict (bucket) do nothing", bucket)

function* take(bucket: string, { limit, windowMs }: BudgetRule, now: EpochMs): SqlWork<BudgetAnswer> {
  yield* ensure(bucket)
  const record = yield* find(bucket)
  const closed = record?.closed_until ?? null
  if (closed !== null && closed > now) return { granted: false, retryAt: closed }
  const starts = (JSON.parse(record?.starts ?? '[]') as EpochMs[]).filter((start) => start > now - windowMs)
  const oldest = starts.at(-limit)
  if (limit < 1) return { granted: false, retryAt: now + windowMs }
  if (oldest !== undefined) return { granted: false, retryAt: oldest + windowMs }
  yield* save(bucket, [...starts, now].slice(-limit), null, limit)
  return { granted: true }
}

export const createBudgetStore = (store: SqlStore, clock: Clock): LedgerBudgets => ({
  take: (bucket, rule) =>
    store.write(function* () {
      return yield* take(bucket, rule, yield* leaseNow(store, clock))
    }),
  close: (bucket, until) =>
    store.write(function* () {
      yield* ensure(bucket)
      const record = yield* find(bucket)
      const starts = JSON.parse(record?.starts ?? '[]') as EpochMs[]
      yield* save(bucket, starts, Math.max(until, record?.closed_until ?? 0))
    }),
  giveBack: (bucket) =>
    store.write(function* () {
      const record = yield* find(bucket)
      if (record === undefined) return
      yield* save(bucket, (JSON.parse(record.starts) as EpochMs[]).slice(0, -1), record.closed_until)
    }),
  usage: (prefix) =>
    store.read(function* () {
      const rows = yield* query<BudgetRecord & { bucket: string }>(
        'select bucket, starts, closed_until from budget where substr(bucket, 1, ?) = ? order by bucket',
        prefix.length,
        prefix,
      )
      return rows.map(({ bucket, starts, closed_until: closedUntil }) => ({
        bucket,
        starts: JSON.parse(starts) as EpochMs[],
        closedUntil: closedUntil ?? undefined,
      }))
    }),
})

import type { BudgetStore, BudgetWant, Clock, EpochMs } from '@nostro/core'
import { leaseNow } from '../store/lease-store.ts'
import { placeholders, query, type SqlStore, type SqlWork } from '../store/sql.ts'

interface BudgetRecord {
  readonly bucket: string
  readonly starts: string
  readonly closed_until: number | null
}

interface Bucket {
  readonly starts: readonly EpochMs[]
  readonly closedUntil: EpochMs
}

/** A wait of years, which garbage can say, must not close a bank for as long as the ledger lives. */
const longestClosingMs = 86_400_000

/** Rows to lock: two first callers of a bucket on PostgreSQL would both find none. In the order of their names: no deadlock. */
function* lockBuckets(names: readonly string[]): SqlWork<ReadonlyMap<string, Bucket>> {
  const sorted = [...new Set(names)].sort()
  for (const name of sorted) {
    yield* query("insert into budget (bucket, starts) values (?, '[]') on conflict (bucket) do nothing", name)
  }
  const rows = yield* query<BudgetRecord>(
    `select bucket, starts, closed_until from budget where bucket in (${placeholders(sorted.length)}) order by bucket for update`,
    ...sorted,
  )
  return new Map(
    rows.map(({ bucket, starts, closed_until: closedUntil }) => [
      bucket,
      { starts: JSON.parse(starts) as EpochMs[], closedUntil: closedUntil ?? 0 },
    ]),
  )
}

const freeAt = ({ starts, closedUntil }: Bucket, { limit, windowMs }: BudgetWant, now: EpochMs): EpochMs => {
  if (limit < 1) return now + windowMs
  const blocking = starts.at(-limit)
  return Math.max(closedUntil, blocking === undefined ? 0 : blocking + windowMs)
}

/**
 * Core's budgets in the ledger's database: sliding windows that survive restarts and are shared by processes, one row for each
 * bucket (section 5.1). Time is the database's on PostgreSQL, the program's clock on SQLite.
 */
export const createBudgetStore = (store: SqlStore, clock: Clock): BudgetStore => ({
  take: (wants) =>
    store.write(function* () {
      const now = yield* leaseNow(store, clock)
      const buckets = yield* lockBuckets(wants.map(({ bucket }) => bucket))
      const empty: Bucket = { starts: [], closedUntil: 0 }
      let last: { readonly bucket: string; readonly at: EpochMs } | undefined
      for (const want of wants) {
        const at = freeAt(buckets.get(want.bucket) ?? empty, want, now)
        if (at > now && at > (last?.at ?? now)) last = { bucket: want.bucket, at }
      }
      if (last !== undefined) return { granted: false, bucket: last.bucket, retryAfterMs: last.at - now }
      for (const { bucket, limit } of wants) {
        const starts = [...(buckets.get(bucket)?.starts ?? []), now].slice(-limit)
        yield* query('update budget set starts = ?, most = ? where bucket = ?', JSON.stringify(starts), limit, bucket)
      }
      return { granted: true, takenAt: now }
    }),
  close: (bucket, forMs) =>
    store.write(function* () {
      const until = (yield* leaseNow(store, clock)) + Math.min(Math.max(0, forMs), longestClosingMs)
      const known = (yield* lockBuckets([bucket])).get(bucket)?.closedUntil ?? 0
      yield* query('update budget set closed_until = ? where bucket = ?', Math.max(known, until), bucket)
    }),
  giveBack: (names, takenAt) =>
    store.write(function* () {
      for (const [bucket, { starts }] of yield* lockBuckets(names)) {
        const index = starts.lastIndexOf(takenAt)
        if (index < 0) continue
        yield* query(
          'update budget set starts = ? where bucket = ?',
          JSON.stringify(starts.toSpliced(index, 1)),
          bucket,
        )
      }
    }),
  usage: (prefix) =>
    store.read(function* () {
      const now = yield* leaseNow(store, clock)
      const rows = yield* query<BudgetRecord>(
        'select bucket, starts, closed_until from budget where substr(bucket, 1, ?) = ? order by bucket',
        prefix.length,
        prefix,
      )
      return rows.map(({ bucket, starts, closed_until: closedUntil }) => ({
        bucket,
        startsAgoMs: (JSON.parse(starts) as EpochMs[]).map((start) => now - start),
        closedForMs: Math.max(0, (closedUntil ?? 0) - now),
      }))
    }),
})

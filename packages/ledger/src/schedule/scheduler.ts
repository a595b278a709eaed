import type { Clock, EpochMs } from '@nostro/core'
import { having, method, optional, shape } from '../input/check-value.ts'
import { checkArguments } from '../input/gate-calls.ts'
import { clock as clockShape, readPlan, sqlStore, syncOptions } from '../input/ledger-inputs.ts'
import { leaseNow } from '../store/lease-store.ts'
import { query, type SqlStore, type SqlWork } from '../store/sql.ts'
import type { SyncResult, SyncRun } from '../sync/run-sync.ts'
import type { Source } from '../sync/source.ts'
import type { SyncOptions } from '../sync/sync-types.ts'
import type { SyncConnection } from '../sync/to-source.ts'
import { defaultReadPlan, firstDue, type ReadPlan } from './next-due.ts'

/** What a scheduler needs of a ledger. */
export interface ScheduledLedger {
  readonly store: SqlStore
  sync(connections: readonly (SyncConnection | Source)[], options?: SyncOptions): SyncRun
}

/** What {@link createScheduler} is made of. */
export interface SchedulerOptions {
  readonly ledger: ScheduledLedger
  readonly clock: Clock
  /** The connections to keep fresh; asked again before each round, so that new ones are found. */
  readonly connections: () => Promise<readonly (SyncConnection | Source)[]>
  readonly plan?: ReadPlan | undefined
  readonly sync?: SyncOptions | undefined
  readonly onResult?: ((result: SyncResult) => void) | undefined
  /** What a round failed with; the next one comes all the same. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** Syncs what is due. */
export interface Scheduler {
  /** Reads what is due now. @returns when the next connection is due; nothing without connections. */
  tick(signal?: AbortSignal): Promise<EpochMs | undefined>
  /** Ticks until the signal aborts: a read that runs is finished first. */
  run(signal: AbortSignal): Promise<void>
}

const schedulerOptions = shape({
  ledger: having({ store: sqlStore, sync: method }),
  clock: clockShape,
  connections: method,
  plan: optional(readPlan),
  sync: optional(syncOptions),
  onResult: optional(method),
  onError: optional(method),
})

/** Other processes may set a connection due: nobody sleeps for longer. */
const longestSleepMs = 15_000

/**
 * The in-process scheduler: the same leases as the worker's, without a queue. Two of them on one ledger share the
 * work.
 *
 * @example
 * const scheduler = createScheduler({ ledger, clock })
 */
export const createScheduler = (options: SchedulerOptions): Scheduler => {
  checkArguments([options], [['options', schedulerOptions]])
  const { ledger, clock, plan = defaultReadPlan } = options
  const tick = async (signal?: AbortSignal): Promise<EpochMs | undefined> => {
    const connections = await options.connections()
    const { due, next } = await ledger.store.write(() => findDue(options, connections, plan))
    if (due.length === 0) return next
    const ctx = { ...options.sync?.ctx, signal }
    const result = await ledger.sync(due, { ...options.sync, ctx, onlyDue: true }).result()
    options.onResult?.(result)
    return (await ledger.store.write(() => findDue(options, connections, plan))).next
  }
  return {
    tick,
    run: async (signal) => {
      while (!signal.aborted) {
        let next: EpochMs | undefined
        try {
          next = await tick(signal)
        } catch (error) {
          options.onError?.(error)
        }
        const wait = Math.max(0, (next ?? Number.POSITIVE_INFINITY) - clock.now())
        try {
          await clock.sleep(Math.min(wait, longestSleepMs), signal)
        } catch {
          return
        }
      }
    },
  }
}

interface Due {
  readonly due: readonly (SyncConnection | Source)[]
  readonly next: EpochMs | undefined
}

function* findDue(
  { ledger, clock }: SchedulerOptions,
  connections: readonly (SyncConnection | Source)[],
  plan: ReadPlan,
): SqlWork<Due> {
  const now = yield* leaseNow(ledger.store, clock)
  const rows = yield* query<{ connection: string; next_due_at: number; until: number | null; owner: string | null }>(
    'select connection, next_due_at, until, owner from lease',
  )
  const known = new Map(rows.map((row) => [row.connection, row]))
  const due: (SyncConnection | Source)[] = []
  let next: EpochMs | undefined
  for (const connection of connections) {
    const row = known.get(connection.id)
    const isHeld = row !== undefined && row.owner !== null && row.until !== null && row.until > now
    const at = isHeld ? (row.until ?? now) : (row?.next_due_at ?? firstDue(connection.id, 0, plan))
    if (at <= now) due.push(connection)
    next = next === undefined || at < next ? at : next
  }
  return { due, next }
}

/**
 * Sets a connection due at once: a webhook reported news. Several within 10 seconds are one read.
 * @returns when it will be read.
 */
export function* setDue(connection: string, now: EpochMs): SqlWork<EpochMs> {
  const at = now + 10_000
  const rows = yield* query<{ next_due_at: number }>(
    'update lease set next_due_at = case when next_due_at < ? then next_due_at else ? end where connection = ? returning next_due_at',
    at,
    at,
    connection,
  )
  return rows[0]?.next_due_at ?? at
}

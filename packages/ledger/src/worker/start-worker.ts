import { EventEmitter } from 'node:events'
import type { Clock } from '@nostro/core'
import { NostroError } from '@nostro/core'
import { makeWorkerUtils, type Runner, run, runMigrations, type WorkerEvents, type WorkerUtils } from 'graphile-worker'
import { having, method, optional, shape, text, wholeNumber } from '../input/check-value.ts'
import { checkArguments } from '../input/gate-calls.ts'
import { clock, sqlStore } from '../input/ledger-inputs.ts'
import type { ScheduledLedger } from '../schedule/scheduler.ts'
import { leaseNow } from '../store/lease-store.ts'
import { query, queryOne, type SqlWork } from '../store/sql.ts'
import type { SyncResult } from '../sync/run-sync.ts'
import type { Source } from '../sync/source.ts'
import type { SyncConnection } from '../sync/to-source.ts'

/** What the worker syncs, and where its queue is. */
export interface WorkerOptions {
  /** A ledger on PostgreSQL: its leases are the truth, the queue is only the alarm clock. */
  readonly ledger: ScheduledLedger
  /** The database of the queue, usually that of the ledger. */
  readonly url: string
  readonly clock: Clock
  /** Opens a connection by its id; nothing when this program does not know it. */
  readonly connection: (id: string) => Promise<SyncConnection | Source | undefined>
  /** Connections read at the same time, 10 by default. */
  readonly concurrency?: number | undefined
  /** How often due connections are looked for, 15 seconds by default. */
  readonly planEveryMs?: number | undefined
  readonly onResult?: ((result: SyncResult) => void) | undefined
  /** What a round or a read failed with; the next one comes all the same. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** A running worker. */
export interface LedgerWorker {
  /** Takes no more work, lets the reads that run end at their page, frees their leases. */
  stop(): Promise<void>
}

const workerOptions = shape({
  ledger: having({ store: sqlStore, sync: method }),
  url: text,
  clock,
  connection: method,
  concurrency: optional(wholeNumber(1)),
  planEveryMs: optional(wholeNumber(1)),
  onResult: optional(method),
  onError: optional(method),
})

const task = 'nostro:sync'
/** A pool that was not seen for so long is dead; its jobs are unlocked. */
const deadAfterMs = 120_000

/**
 * Works on a ledger together with other processes (section 2): a planner under an advisory lock wakes what is due, each read asks
 * for the lease of its connection, and a process that was killed is taken over.
 * @throws NostroError `invalid_request` when the ledger is not on PostgreSQL.
 * @example
 * const worker = await startWorker({ ledger, url, clock: systemClock, connection: (id) => connections.open(id) })
 * process.once('SIGTERM', () => void worker.stop())
 */
export const startWorker = async (options: WorkerOptions): Promise<LedgerWorker> => {
  checkArguments([options], [['options', workerOptions]])
  const { ledger, url, concurrency = 10 } = options
  if (ledger.store.dialect !== 'postgres') {
    throw new NostroError({
      code: 'invalid_request',
      message: 'The worker needs a ledger on PostgreSQL.',
      hint: 'Use createScheduler for a ledger in a SQLite file.',
    })
  }
  await runMigrations({ connectionString: url })
  const stopping = new AbortController()
  const events: WorkerEvents = new EventEmitter()
  const pools: string[] = []
  events.on('pool:create', ({ workerPool }) => pools.push(workerPool.id))
  const utils = await makeWorkerUtils({ connectionString: url })
  const runner = await run({
    connectionString: url,
    concurrency,
    noHandleSignals: true,
    pollInterval: 2000,
    events,
    parsedCronItems: [],
    taskList: { [task]: (payload) => readOne(options, payload, stopping.signal) },
  })
  const planning = planForever(options, utils, pools, stopping.signal)
  return { stop: () => stop({ runner, utils, planning, stopping, options, pools }) }
}

interface Running {
  readonly runner: Runner
  readonly utils: WorkerUtils
  readonly planning: Promise<void>
  readonly stopping: AbortController
  readonly options: WorkerOptions
  readonly pools: readonly string[]
}

const stop = async ({ runner, utils, planning, stopping, options, pools }: Running): Promise<void> => {
  stopping.abort(new NostroError({ code: 'aborted', message: 'The worker is stopping.' }))
  await planning
  await runner.stop()
  await utils.release()
  await options.ledger.store.write(function* () {
    for (const pool of pools) yield* query('delete from worker_pool where id = ?', pool)
  })
}

const isPayload = (payload: unknown): payload is { readonly id: string } =>
  typeof payload === 'object' && payload !== null && 'id' in payload && typeof payload.id === 'string'

/** One wake-up call: reads the connection if it is due and no other worker has it. Errors stay here: retry is the planner's. */
const readOne = async (options: WorkerOptions, payload: unknown, signal: AbortSignal): Promise<void> => {
  if (!isPayload(payload) || signal.aborted) return
  try {
    const connection = await options.connection(payload.id)
    if (connection === undefined) return
    const result = await options.ledger.sync([connection], { onlyDue: true, ctx: { signal } }).result()
    options.onResult?.(result)
  } catch (error) {
    options.onError?.(error)
  }
}

const planForever = async (
  options: WorkerOptions,
  utils: WorkerUtils,
  pools: readonly string[],
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      await planOnce(options, utils, pools)
    } catch (error) {
      options.onError?.(error)
    }
    try {
      await options.clock.sleep(options.planEveryMs ?? 15_000, signal)
    } catch {
      return
    }
  }
}

const planOnce = async (
  { ledger, clock }: WorkerOptions,
  utils: WorkerUtils,
  pools: readonly string[],
): Promise<void> => {
  const round = await ledger.store.write(function* () {
    const now = yield* leaseNow(ledger.store, clock)
    for (const pool of pools) {
      yield* query(
        'insert into worker_pool (id, seen_at) values (?, ?) on conflict (id) do update set seen_at = excluded.seen_at',
        pool,
        now,
      )
    }
    return yield* findWork(now)
  })
  if (round === undefined) return
  if (round.dead.length > 0) {
    await utils.forceUnlockWorkers([...round.dead])
    await utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS'] })
  }
  if (round.due.length === 0) return
  await utils.addJobs(
    round.due.map((id) => ({ identifier: task, payload: { id }, jobKey: `${task}:${id}`, maxAttempts: 1 })),
  )
}

interface Round {
  readonly due: readonly string[]
  readonly dead: readonly string[]
}

/** What is due and held by nobody alive. Only one process plans at a time; the others have nothing to do. */
function* findWork(now: number): SqlWork<Round | undefined> {
  const lock = yield* queryOne<{ got: unknown }>(
    "select pg_try_advisory_xact_lock(hashtextextended('nostro:plan', 0)) as got",
  )
  if (lock?.got !== true) return undefined
  const due = yield* query<{ connection: string }>(
    'select connection from lease where next_due_at <= ? and (owner is null or until is null or until < ?) order by next_due_at limit 1000',
    now,
    now,
  )
  const dead = yield* query<{ id: string }>('delete from worker_pool where seen_at < ? returning id', now - deadAfterMs)
  return { due: due.map(({ connection }) => connection), dead: dead.map(({ id }) => id) }
}

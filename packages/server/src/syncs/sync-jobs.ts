import {
  type CallContext,
  type Clock,
  type Connection,
  type Connections,
  type LocalDate,
  type Logger,
  NostroError,
  type Random,
} from '@nostro/core'
import type { Ledger, SyncEvent, SyncResult } from '@nostro/ledger'
import type { EventLog } from '../events/event-log.ts'
import type { Reconcile } from '../invoices/create-reconcile.ts'
import { createId } from '../store/ids.ts'
import { inSyncSpan } from '../telemetry/spans.ts'
import { busyIn, mergeReads } from './merge-reads.ts'
import type { SyncJob, SyncStatus } from './sync-job.ts'
import { createSyncStore, type KeptRequest, type SyncStore } from './sync-store.ts'

export interface SyncRequest extends KeptRequest {
  readonly connections: readonly Connection[]
  readonly since?: LocalDate | undefined
  readonly ctx?: CallContext | undefined
}

/** Syncs that were asked for: they run in this process or another one, and outlive both. */
export interface SyncJobs {
  start(wish: SyncRequest): Promise<SyncJob>
  get(id: string): Promise<SyncJob | undefined>
  list(): Promise<readonly SyncJob[]>
  /** How many run in this process. */
  running(): number
  /** False when no such job runs in this process. */
  cancel(id: string): boolean
  /** Resolves when a job of this process has ended; at once for others. */
  finished(id: string): Promise<SyncJob | undefined>
  /** Goes on with the jobs of processes that ended. @returns how many */
  resume(): Promise<number>
  /** What follows a read that was not asked for as a job: events, and invoices that are matched. */
  afterRead(result: SyncResult): Promise<void>
  /** Stops the running ones at their page; another process, or the next start, goes on with them. */
  close(): Promise<void>
}

interface JobParts {
  readonly ledger: Ledger
  readonly connections: Pick<Connections, 'get'>
  readonly events: EventLog
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly reconcile: Reconcile
}

const progressEveryMs = 200
const waitMs = 1000
const longestWaitMs = 150_000
const saveEveryMs = 5000

interface Entry {
  job: SyncJob
  readonly abort: AbortController
  done: Promise<void>
}

const isStop = (reason: unknown): boolean => NostroError.isInstance(reason) && reason.message === stopMessage
const stopMessage = 'The server stops.'

export const createSyncJobs = (parts: JobParts): SyncJobs => {
  const store = createSyncStore({ store: parts.ledger.store, clock: parts.clock, owner: parts.random.uuid() })
  const jobs = new Map<string, Entry>()

  const launch = (job: SyncJob, wish: SyncRequest): void => {
    const entry: Entry = { job, abort: new AbortController(), done: Promise.resolve() }
    jobs.set(job.id, entry)
    const work = async () => {
      await run({ ...parts, kept: store }, entry, wish)
      const { status, result } = entry.job
      return { status, accounts: result?.accounts.length, added: result?.added, problems: result?.problems }
    }
    entry.done = inSyncSpan(wish.connections.length, work)
      .then(() => undefined)
      .finally(() => jobs.delete(job.id))
  }

  return {
    start: async (wish) => {
      const job: SyncJob = {
        id: createId('syn', parts),
        status: 'running',
        startedAt: parts.clock.now(),
        connectionIds: wish.connections.map(({ id }) => id),
        progress: { accounts: 0, pages: 0, entries: 0 },
      }
      await store.add(job, { since: wish.since, full: wish.full, dryRun: wish.dryRun })
      launch(job, wish)
      return job
    },
    get: async (id) => jobs.get(id)?.job ?? store.get(id),
    list: async () => (await store.list()).map((job) => jobs.get(job.id)?.job ?? job),
    running: () => jobs.size,
    cancel: (id) => {
      const entry = jobs.get(id)
      if (entry?.job.status !== 'running') return false
      entry.abort.abort(new NostroError({ code: 'aborted', message: 'The sync was cancelled.' }))
      return true
    },
    finished: async (id) => {
      const entry = jobs.get(id)
      await entry?.done
      return entry?.job ?? store.get(id)
    },
    resume: async () => {
      const taken = (await store.takeOver()).filter(({ job }) => !jobs.has(job.id))
      for (const { job, wish } of taken) {
        const found = await Promise.all(job.connectionIds.map((id) => parts.connections.get(id).catch(() => undefined)))
        launch(job, { ...wish, connections: found.filter((one) => one !== undefined) })
      }
      return taken.length
    },
    afterRead: (result) => afterRead(parts, result),
    close: async () => {
      for (const { abort } of jobs.values()) abort.abort(new NostroError({ code: 'aborted', message: stopMessage }))
      await Promise.all([...jobs.values()].map(({ done }) => done))
    },
  }
}

const run = async (
  parts: JobParts & { readonly kept: SyncStore },
  entry: Entry,
  { connections, since, full, dryRun, ctx }: SyncRequest,
): Promise<void> => {
  const { ledger, events, clock, logger, kept } = parts
  const { id } = entry.job
  const { signal } = entry.abort
  const heartbeat = new AbortController()
  const beating = beat(parts, entry, heartbeat.signal)
  try {
    await events.publish({ type: 'sync.started', data: { syncId: id, connections: connections.length } })
    const read = async (some: readonly Connection[]): Promise<SyncResult> => {
      const running = ledger.sync(some, { since, full, dryRun, ctx: { ...ctx, signal } })
      const follow = followProgress(parts, entry, running)
      const part = await running.result()
      await follow
      return part
    }
    let result = await read(connections)
    // Another process, or the schedule of this one, is reading: its lease ends with it, or a minute after it was killed.
    for (let waited = 0; waited < longestWaitMs && !signal.aborted; waited += waitMs) {
      const busy = busyIn(result)
      if (busy.size === 0) break
      await clock.sleep(waitMs, signal)
      result = mergeReads(result, await read(connections.filter((one) => busy.has(one.id))), busy)
    }
    // Stopped with the server: the job stays as it is, to be gone on with.
    if (!isStop(signal.reason)) {
      const status = signal.aborted ? 'cancelled' : statusOf(result)
      entry.job = { ...entry.job, status, finishedAt: clock.now(), result }
      await afterRead(parts, result, { dryRun, end: endOf(entry.job) })
    }
  } catch (error) {
    if (!isStop(signal.reason)) {
      const failure = NostroError.isInstance(error)
        ? { code: error.code, message: error.message, hint: error.hint }
        : { code: 'internal', message: 'The sync ended by an error of this server.' }
      if (!NostroError.isInstance(error)) logger.error({ error: String(error), syncId: id }, 'A sync failed.')
      entry.job = { ...entry.job, status: 'failed', finishedAt: clock.now(), failure }
      await events.publish({ type: 'sync.failed', data: { syncId: id, code: failure.code } })
    }
  } finally {
    heartbeat.abort()
    await beating
    await kept.save(entry.job, isStop(signal.reason) ? 0 : undefined).catch((error: unknown) => {
      logger.error({ error: String(error), syncId: id }, 'The end of a sync was not kept.')
    })
  }
}

/** Says that the job's process lives; when another one took the job over, this one stops. */
const beat = async (
  { clock, logger, kept }: JobParts & { readonly kept: SyncStore },
  entry: Entry,
  signal: AbortSignal,
): Promise<void> => {
  for (;;) {
    try {
      await clock.sleep(saveEveryMs, signal)
    } catch {
      return
    }
    try {
      if (await kept.save(entry.job)) continue
      entry.abort.abort(new NostroError({ code: 'aborted', message: stopMessage }))
      return
    } catch (error) {
      logger.warn({ error: String(error) }, 'The progress of a sync was not kept.')
    }
  }
}

const followProgress = async (
  { events, clock }: JobParts,
  entry: Entry,
  running: AsyncIterable<SyncEvent>,
): Promise<void> => {
  const entriesOf = new Map<string, number>()
  let shown = Number.NEGATIVE_INFINITY
  for await (const event of running) {
    const { progress } = entry.job
    if (event.kind === 'consent_expiring') {
      const { connection, daysLeft } = event
      await events.publish({ type: 'connection.expiring', data: { connectionId: connection, daysLeft } })
    } else if (event.kind === 'page_read') {
      entriesOf.set(event.account, event.entries)
      const entries = [...entriesOf.values()].reduce((sum, count) => sum + count, 0)
      entry.job = { ...entry.job, progress: { ...progress, pages: progress.pages + 1, entries } }
    } else if (event.kind === 'account_finished') {
      entry.job = { ...entry.job, progress: { ...progress, accounts: progress.accounts + 1 } }
    }
    const now = clock.now()
    if (now - shown < progressEveryMs) continue
    shown = now
    events.whisper({ type: 'sync.progress', data: { syncId: entry.job.id, ...entry.job.progress } })
  }
}

const statusOf = ({ accounts, connections }: SyncResult): SyncStatus => {
  const failed = [...accounts, ...connections].filter(({ error }) => error !== undefined).length
  if (failed === 0) return 'completed'
  return accounts.some(({ error }) => error === undefined) ? 'partial' : 'failed'
}

const endOf = ({ id, status }: SyncJob) => ({
  type: status === 'failed' ? ('sync.failed' as const) : ('sync.completed' as const),
  data: { syncId: id, status },
})

interface AfterRead {
  readonly dryRun?: boolean | undefined
  readonly end?: ReturnType<typeof endOf> | undefined
}

/** Announces what changed, then lets invoices be matched with it. */
const afterRead = async (
  { events, reconcile, logger }: JobParts,
  { accounts, connections, added, modified, removed, claimed }: SyncResult,
  { dryRun, end }: AfterRead = {},
): Promise<void> => {
  const changed = dryRun === true ? [] : accounts.filter((one) => one.added + one.modified + one.removed > 0)
  await events.publish(
    ...changed.map((one) => ({
      type: 'transactions.changed' as const,
      data: {
        accountId: one.account,
        connectionId: one.connection,
        added: one.added,
        modified: one.modified,
        removed: one.removed,
      },
    })),
    ...connections
      .filter(({ error }) => error !== undefined)
      .map(({ connection, error }) => ({
        type: 'connection.failed' as const,
        data: { connectionId: connection, code: error?.code ?? 'internal' },
      })),
    ...(end === undefined ? [] : [end]),
  )
  if (dryRun === true || added + modified + removed + claimed === 0) return
  try {
    await reconcile()
  } catch (error) {
    // A fault in it costs the match, never the sync.
    logger.error({ error: String(error) }, 'Invoices were not matched after a sync.')
  }
}

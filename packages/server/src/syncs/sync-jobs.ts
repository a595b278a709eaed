import {
  type CallContext,
  type Clock,
  type Connection,
  type LocalDate,
  type Logger,
  NostroError,
  type Random,
} from '@nostro/core'
import type { Ledger, SyncEvent, SyncResult } from '@nostro/ledger'
import type { EventLog } from '../events/event-log.ts'
import type { Reconcile } from '../invoices/create-reconcile.ts'
import { createId } from '../store/ids.ts'

export type SyncStatus = 'running' | 'completed' | 'partial' | 'failed' | 'cancelled'

export interface SyncJob {
  readonly id: string
  readonly status: SyncStatus
  readonly startedAt: number
  readonly finishedAt?: number | undefined
  readonly connectionIds: readonly string[]
  /** How far it is: pages and entries read so far. */
  readonly progress: { readonly accounts: number; readonly pages: number; readonly entries: number }
  readonly result?: SyncResult | undefined
  readonly failure?: { readonly code: string; readonly message: string; readonly hint?: string | undefined } | undefined
}

export interface SyncWish {
  readonly connections: readonly Connection[]
  readonly since?: LocalDate | undefined
  readonly full?: boolean | undefined
  readonly dryRun?: boolean | undefined
  readonly ctx?: CallContext | undefined
}

/** Syncs that run in this process, and the last ones that ran. */
export interface SyncJobs {
  start(wish: SyncWish): SyncJob
  get(id: string): SyncJob | undefined
  list(): readonly SyncJob[]
  /** False when there is no such running job. */
  cancel(id: string): boolean
  /** Resolves when the job has ended. */
  finished(id: string): Promise<SyncJob | undefined>
  close(): Promise<void>
}

interface JobParts {
  readonly ledger: Ledger
  readonly events: EventLog
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly reconcile: Reconcile
}

const keptJobs = 200
const progressEveryMs = 200

interface Entry {
  job: SyncJob
  readonly abort: AbortController
  done: Promise<void>
}

export const createSyncJobs = (parts: JobParts): SyncJobs => {
  const jobs = new Map<string, Entry>()

  const start = (wish: SyncWish): SyncJob => {
    const job: SyncJob = {
      id: createId('syn', parts),
      status: 'running',
      startedAt: parts.clock.now(),
      connectionIds: wish.connections.map(({ id }) => id),
      progress: { accounts: 0, pages: 0, entries: 0 },
    }
    const entry: Entry = { job, abort: new AbortController(), done: Promise.resolve() }
    jobs.set(job.id, entry)
    for (const [id, { job: old }] of jobs) if (jobs.size > keptJobs && old.status !== 'running') jobs.delete(id)
    entry.done = run(parts, entry, wish)
    return job
  }

  return {
    start,
    get: (id) => jobs.get(id)?.job,
    list: () => [...jobs.values()].map(({ job }) => job).toReversed(),
    cancel: (id) => {
      const entry = jobs.get(id)
      if (entry?.job.status !== 'running') return false
      entry.abort.abort(new NostroError({ code: 'aborted', message: 'The sync was cancelled.' }))
      return true
    },
    finished: async (id) => {
      const entry = jobs.get(id)
      await entry?.done
      return entry?.job
    },
    close: async () => {
      for (const { abort, job } of jobs.values()) {
        if (job.status === 'running') abort.abort(new NostroError({ code: 'aborted', message: 'The server stops.' }))
      }
      await Promise.all([...jobs.values()].map(({ done }) => done))
    },
  }
}

const run = async (
  parts: JobParts,
  entry: Entry,
  { connections, since, full, dryRun, ctx }: SyncWish,
): Promise<void> => {
  const { ledger, events, clock, logger } = parts
  const { id } = entry.job
  try {
    await events.publish({ type: 'sync.started', data: { syncId: id, connections: connections.length } })
    const signal = entry.abort.signal
    const running = ledger.sync(connections, { since, full, dryRun, ctx: { ...ctx, signal } })
    const follow = followProgress(parts, entry, running)
    const result = await running.result()
    await follow
    const status = signal.aborted ? 'cancelled' : statusOf(result)
    entry.job = { ...entry.job, status, finishedAt: clock.now(), result }
    await announce(parts, entry.job, result)
    if (dryRun !== true) await matchInvoices(parts, result)
  } catch (error) {
    const failure = NostroError.isInstance(error)
      ? { code: error.code, message: error.message, hint: error.hint }
      : { code: 'internal', message: 'The sync ended by an error of this server.' }
    if (!NostroError.isInstance(error)) logger.error({ error: String(error), syncId: id }, 'A sync failed.')
    entry.job = { ...entry.job, status: 'failed', finishedAt: clock.now(), failure }
    await events.publish({ type: 'sync.failed', data: { syncId: id, code: failure.code } })
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

/** Invoices are matched with what is new; a fault in it costs the match, never the sync. */
const matchInvoices = async (
  { reconcile, logger }: JobParts,
  { added, modified, removed, claimed }: SyncResult,
): Promise<void> => {
  if (added + modified + removed + claimed === 0) return
  try {
    await reconcile()
  } catch (error) {
    logger.error({ error: String(error) }, 'Invoices were not matched after a sync.')
  }
}

const announce = async ({ events }: JobParts, job: SyncJob, { accounts, connections }: SyncResult): Promise<void> => {
  const changed = accounts.filter(({ added, modified, removed }) => added + modified + removed > 0)
  await events.publish(
    ...changed.map(({ account, connection, added, modified, removed }) => ({
      type: 'transactions.changed' as const,
      data: { accountId: account, connectionId: connection, added, modified, removed },
    })),
    ...connections
      .filter(({ error }) => error !== undefined)
      .map(({ connection, error }) => ({
        type: 'connection.failed' as const,
        data: { connectionId: connection, code: error?.code ?? 'internal' },
      })),
    { type: job.status === 'failed' ? 'sync.failed' : 'sync.completed', data: { syncId: job.id, status: job.status } },
  )
}

import type { Clock, LocalDate } from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import type { SyncJob } from './sync-job.ts'

/** What a sync was asked for, without the secrets of connections: enough to begin it again. */
export interface KeptRequest {
  readonly since?: LocalDate | undefined
  readonly full?: boolean | undefined
  readonly dryRun?: boolean | undefined
}

interface Row {
  readonly id: string
  readonly body: string
}

interface StoreParts {
  readonly store: SqlStore
  readonly clock: Clock
  /** Names this process: a job belongs to the one that runs it. */
  readonly owner: string
}

/** A job whose owner has not been heard of for so long is taken over. */
export const aliveMs = 60_000
const keptJobs = 200

export type SyncStore = ReturnType<typeof createSyncStore>

/** Syncs that were asked for, so that they outlive the process that runs them. */
export const createSyncStore = ({ store, clock, owner }: StoreParts) => {
  const toJob = ({ body }: Row): SyncJob => JSON.parse(body) as SyncJob
  return {
    add: (job: SyncJob, wish: KeptRequest): Promise<void> =>
      store.write(function* () {
        yield* query(
          'insert into server_sync (id, status, wish, body, owner, alive_until) values (?, ?, ?, ?, ?, ?)',
          job.id,
          job.status,
          JSON.stringify(wish),
          JSON.stringify(job),
          owner,
          clock.now() + aliveMs,
        )
        yield* query(
          `delete from server_sync where status <> 'running' and id not in
            (select id from server_sync order by id desc limit ${keptJobs})`,
        )
      }),
    /** Writes how far it is; nothing when another process has it. */
    save: async (job: SyncJob, aliveUntil: number = clock.now() + aliveMs): Promise<boolean> => {
      const rows = await store.write(() =>
        query(
          'update server_sync set status = ?, body = ?, alive_until = ? where id = ? and owner = ? returning id',
          job.status,
          JSON.stringify(job),
          aliveUntil,
          job.id,
          owner,
        ),
      )
      return rows.length > 0
    },
    get: async (id: string): Promise<SyncJob | undefined> => {
      const row = await store.read(() => queryOne<Row>('select id, body from server_sync where id = ?', id))
      return row === undefined ? undefined : toJob(row)
    },
    list: async (): Promise<readonly SyncJob[]> => {
      const rows = await store.read(() =>
        query<Row>(`select id, body from server_sync order by id desc limit ${keptJobs}`),
      )
      return rows.map(toJob)
    },
    /** Jobs that run in no living process become this one's. */
    takeOver: async (): Promise<readonly { readonly job: SyncJob; readonly wish: KeptRequest }[]> => {
      const rows = await store.write(() =>
        query<Row & { readonly wish: string }>(
          `update server_sync set owner = ?, alive_until = ? where status = 'running' and alive_until < ?
            returning id, body, wish`,
          owner,
          clock.now() + aliveMs,
          clock.now(),
        ),
      )
      return rows.map((row) => ({ job: toJob(row), wish: JSON.parse(row.wish) as KeptRequest }))
    },
  }
}

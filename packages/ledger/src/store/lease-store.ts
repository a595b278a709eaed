import { type Clock, type EpochMs, NostroError } from '@nostro/core'
import { query, queryOne, type SqlStore, type SqlWork } from './sql.ts'

/** How long a lease lasts unless it is extended, by default. */
export const defaultLeaseMs = 60_000

/** `lease`: who works on a connection, until when, and which work is the living one (section 2). */
export interface Lease {
  readonly connection: string
  readonly nextDueAt: EpochMs
  readonly owner: string | null
  readonly until: EpochMs | null
  readonly epoch: number
  readonly failures: number
  readonly lastStart: EpochMs | null
  readonly lastError: string | null
  readonly accountsListedAt: EpochMs | null
}

const selected = `connection, next_due_at as "nextDueAt", owner, until, epoch, failures, last_start as "lastStart",
  last_error as "lastError", accounts_listed_at as "accountsListedAt"`

/** The database's clock on PostgreSQL, where workers on several machines must agree; the program's on SQLite. */
export function* leaseNow(store: SqlStore, clock: Clock): SqlWork<EpochMs> {
  if (store.dialect === 'sqlite') return clock.now()
  const row = yield* queryOne<{ now: number }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now',
  )
  return row?.now ?? clock.now()
}

export interface LeaseRequest {
  readonly owner: string
  readonly now: EpochMs
  /** Is the holder known to have ended? */
  readonly isGone: (owner: string) => boolean
  readonly onlyDue: boolean
  readonly leaseMs: number
}

/**
 * Takes the lease of a connection that nobody alive holds.
 * @returns the lease with its new epoch; nothing when somebody else works on the connection, or it is not due.
 */
export function* takeLease(
  connection: string,
  { owner, now, isGone, onlyDue, leaseMs }: LeaseRequest,
): SqlWork<Lease | undefined> {
  yield* query(
    'insert into lease (connection, next_due_at, epoch, failures) values (?, ?, 0, 0) on conflict (connection) do nothing',
    connection,
    now,
  )
  const lease = yield* queryOne<Lease>(`select ${selected} from lease where connection = ? for update`, connection)
  if (lease === undefined) return undefined
  const isHeld = lease.owner !== null && lease.until !== null && lease.until > now && !isGone(lease.owner)
  if (isHeld || (onlyDue && lease.nextDueAt > now)) return undefined
  const taken = { ...lease, owner, until: now + leaseMs, epoch: lease.epoch + 1, lastStart: now }
  yield* query(
    'update lease set owner = ?, until = ?, epoch = ?, last_start = ? where connection = ?',
    owner,
    taken.until,
    taken.epoch,
    now,
    connection,
  )
  return taken
}

/** Holds the lease for longer. False: it was lost, and the work must stop. */
export function* extendLease(connection: string, epoch: number, until: EpochMs): SqlWork<boolean> {
  const rows = yield* query(
    'update lease set until = ? where connection = ? and epoch = ? returning epoch',
    until,
    connection,
    epoch,
  )
  return rows.length > 0
}

/** The fence: work under an old epoch writes nothing. @throws NostroError `conflict` when the lease was lost. */
export function* assertLease(connection: string, epoch: number): SqlWork<void> {
  const row = yield* queryOne<{ epoch: number }>('select epoch from lease where connection = ? for update', connection)
  if (row?.epoch === epoch) return
  throw new NostroError({
    code: 'conflict',
    message: 'Another sync took over this connection; nothing of this one was written after that.',
    hint: 'Nothing is to be done: the other sync finishes the work.',
  })
}

export interface LeaseEnd {
  readonly nextDueAt: EpochMs
  readonly failures: number
  readonly lastError: string | null
}

/** Gives the lease back and says when the connection is due again. */
export function* endLease(connection: string, epoch: number, end: LeaseEnd): SqlWork<void> {
  yield* query(
    'update lease set owner = null, until = null, next_due_at = ?, failures = ?, last_error = ? where connection = ? and epoch = ?',
    end.nextDueAt,
    end.failures,
    end.lastError,
    connection,
    epoch,
  )
}

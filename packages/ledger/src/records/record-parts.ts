import type { Clock, Random, StoreProblem } from '@nostro/core'
import type { RawSealer } from '../store/raw-store.ts'
import type { SqlStore } from '../store/sql.ts'
import type { LeaseOwner } from '../sync/sync-connection.ts'

/** That a record is held by another process and is being waited for. */
export interface RecordWait {
  /** What kind of record: `session`, `connection`, `payment intent`. */
  readonly noun: string
  readonly id: string
  readonly waitedMs: number
}

/** How records are written. */
export interface RecordOptions {
  /** Called after about a second of waiting for another process, then about every ten. */
  readonly onWait?: ((wait: RecordWait) => void) | undefined
  /** Called once for each record that a list leaves out, because it cannot be used. */
  readonly onProblem?: ((problem: StoreProblem) => void) | undefined
}

/** What records in a ledger work with. */
export interface RecordParts extends RecordOptions {
  readonly store: SqlStore
  readonly sealer: RawSealer
  readonly clock: Clock
  readonly random: Random
  readonly owner: LeaseOwner
}

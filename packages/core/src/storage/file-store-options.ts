import type { Clock } from '../contracts/clock.ts'
import type { Random } from '../contracts/random.ts'
import type { StoreProblem } from '../contracts/store-problem.ts'
import type { LockWait } from './file-lock.ts'
import type { FileSystem } from './file-system.ts'
import type { MasterKey } from './load-master-key.ts'

/** That a record's lock is held by another process and is being waited for. */
export interface StoreWait extends LockWait {
  /** What kind of record: `session`, `connection`, `payment intent`. */
  readonly noun: string
  /** The record's id; for a payment intent the name of its file. */
  readonly id: string
}

/** What all file stores take. */
export interface FileStoreOptions {
  /**
   * Made with mode 0700 when absent. One that exists is refused when others can open it. Nothing but this store should live
   * in it, and no sync tool should copy it.
   */
  readonly dir: string
  /** Seals what is written. */
  readonly masterKey: MasterKey
  /**
   * Older keys, for a change of the master key: what they sealed can be read, and is sealed with `masterKey` when it is next
   * written. `rotateMasterKey` does so for all records at once; after that this list can be left out.
   */
  readonly previousKeys?: readonly MasterKey[] | undefined
  readonly clock?: Clock | undefined
  readonly random?: Random | undefined
  /** Longest wait for another process, 60 s by default. */
  readonly maxWaitMs?: number | undefined
  /** Called after about a second of waiting for another process, then about every ten: say it, so that nobody thinks it hangs. */
  readonly onWait?: ((wait: StoreWait) => void) | undefined
  /** Called once for each record that a list leaves out, because it cannot be used. */
  readonly onProblem?: ((problem: StoreProblem) => void) | undefined
  /** `node:fs/promises` by default; for tests of disks that fail. */
  readonly files?: FileSystem | undefined
}

/** What a change of the master key did. */
export interface ResealReport {
  /** Sealed anew with the current master key. */
  readonly resealed: number
  /** Sealed with it already. */
  readonly unchanged: number
  /** Left as they are. Keep the older keys until there are none. */
  readonly problems: readonly StoreProblem[]
}

/** What file stores have beyond their port. */
export interface FileStore {
  problems(): Promise<readonly StoreProblem[]>
  /** Seals each record with the current master key. May run beside other processes that have both keys. */
  reseal(): Promise<ResealReport>
}

import type { EpochMs } from '../domain/date-types.ts'
import type { JsonValue } from '../domain/session.ts'
import type { StoreProblem } from './store-problem.ts'

/** What is kept of the consent behind a connection. */
export interface ConnectionConsent {
  /** When the customer must be asked again; absent when the bank names no end. */
  readonly validUntil?: EpochMs | undefined
  /** Days before the end for which a notice was given already, such as `[14, 7]`. A renewal starts an empty list. */
  readonly announced?: readonly number[] | undefined
}

/**
 * One customer's access through one configured provider, as it is kept. It outlives its consents, sessions and tokens:
 * a renewal changes `sessionId` or the session behind it, never `id`.
 */
export interface ConnectionRecord {
  /** 1 to 100 letters, digits, `-` and `_`, starting with a letter or digit. */
  readonly id: string
  /** The provider's name in the configuration, such as `bunq-company`. */
  readonly instance: string
  /** Manifest id of the provider, such as `bunq`. */
  readonly provider: string
  /** For people; free text. */
  readonly label?: string | undefined
  /** Whose connection it is in the user's own system; free text. */
  readonly owner?: string | undefined
  /**
   * Who the customer is at the bank, as a stable text (an id, or a salted hash of it). A renewal that gives another one is
   * refused (`customer_mismatch`).
   */
  readonly customer?: string | undefined
  /** The session in the `SessionStore` that serves this connection. */
  readonly sessionId: string
  readonly consent?: ConnectionConsent | undefined
  readonly createdAt: EpochMs
  readonly updatedAt: EpochMs
  /** 1 when created; grows by one with each write. The compare-and-swap value of the store. */
  readonly revision: number
  /** Further facts of the program that keeps the connection. */
  readonly data?: JsonValue | undefined
}

/** Which connections to list: all members must hold. */
export interface ConnectionFilter {
  readonly instance?: string | undefined
  readonly owner?: string | undefined
}

/** Where connections are kept. Sessions, with their tokens, stay in the `SessionStore`. */
export interface ConnectionStore {
  get(id: string): Promise<ConnectionRecord | undefined>
  /** In order of `createdAt`, then `id`. A record that cannot be read is left out and named by `problems`. */
  list(filter?: ConnectionFilter): Promise<readonly ConnectionRecord[]>
  /**
   * Writes `record` if the stored revision is `expectedRevision` (`undefined`: nothing stored yet).
   * Resolves false, and writes nothing, when another writer was first.
   * @throws NostroError `invalid_request` when `record.revision` is not `(expectedRevision ?? 0) + 1`
   */
  put(record: ConnectionRecord, expectedRevision: number | undefined): Promise<boolean>
  delete(id: string): Promise<void>
  /** Runs `work` while no other holder, in this or another process, runs for the same id. A dead holder's lock ends. */
  withLock?<T>(id: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Records that cannot be used, for a health check. Absent: the store has no such records. */
  problems?(): Promise<readonly StoreProblem[]>
  close(): Promise<void>
}

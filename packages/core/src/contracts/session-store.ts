import type { Session } from '../domain/session.ts'
import type { StoreProblem } from './store-problem.ts'

/** Where sessions live. All writes are compare-and-swap on `revision`. */
export interface SessionStore {
  get(id: string): Promise<Session | undefined>
  /** Ids and public parts of all sessions, without secrets. One that cannot be read is left out and named by `problems`. */
  list(): Promise<readonly Omit<Session, 'secrets'>[]>
  /**
   * Writes `session` if the stored revision is `expectedRevision` (`undefined`: nothing stored yet).
   * Resolves false, and writes nothing, when another writer was first.
   */
  put(session: Session, expectedRevision: number | undefined): Promise<boolean>
  delete(id: string): Promise<void>
  /** Runs `work` while no other holder, in this or another process, runs for the same id. A dead holder's lock ends. */
  withLock<T>(id: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Records that cannot be used, for a health check. Absent: the store has no such records. */
  problems?(): Promise<readonly StoreProblem[]>
  close(): Promise<void>
}

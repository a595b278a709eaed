import type { StoreProblem } from '../contracts/store-problem.ts'

/** What may be done to one record while no other process writes it. */
export interface RecordChange<T> {
  readonly stored: T | undefined
  write(record: T): Promise<void>
  remove(): Promise<void>
}

/**
 * Records of one kind by id, for several processes at once: what stores of sessions, connections and payment intents are made of,
 * in files and in a ledger alike.
 */
export interface RecordStore<T> {
  get(id: string): Promise<T | undefined>
  /**
   * Records that cannot be used are left out and reported.
   * @throws NostroError `invalid_config` when another master key sealed them and none can be used: it is the wrong key
   */
  list(): Promise<readonly T[]>
  /**
   * Reads, decides and writes in one step among all processes. What was written survives a power cut. Where another process was
   * first, the work may be run again.
   */
  change<R>(id: string, work: (change: RecordChange<T>) => Promise<R>): Promise<R>
  /** Writes if the stored revision is the expected one. */
  put(id: string, record: T, expectedRevision: number | undefined): Promise<boolean>
  delete(id: string): Promise<void>
  /** Runs work for the id alone, among all processes. */
  withLock<R>(id: string, work: () => Promise<R>, signal?: AbortSignal): Promise<R>
  problems(): Promise<readonly StoreProblem[]>
}

/** One start wanted in one bucket, under the bucket's limit: at most `limit` starts in any `windowMs` milliseconds. */
export interface BudgetWant {
  /** `provider|limit|whose`, such as `bunq|GET per endpoint|Qk3… GET /v1/user/{}/card`. Holds no secret. */
  readonly bucket: string
  /** 0: never granted. */
  readonly limit: number
  readonly windowMs: number
}

/** Whether a call may start now, or when. */
export type BudgetAnswer =
  /** One start is counted in every bucket. `takenAt` is for {@link BudgetStore.giveBack} only: a moment of the store's own time. */
  | { readonly granted: true; readonly takenAt: number }
  /** Nothing was counted. `bucket` is the one that is free last, after `retryAfterMs`. */
  | { readonly granted: false; readonly bucket: string; readonly retryAfterMs: number }

/** How much of a bucket is used. */
export interface BudgetUsage {
  readonly bucket: string
  /** How long ago each counted start was, in milliseconds, oldest first: at most the last `limit` of them. */
  readonly startsAgoMs: readonly number[]
  /** How long the bucket stays closed; 0 when it is open. */
  readonly closedForMs: number
}

/**
 * Counts calls against limits: in memory, or in a database for several processes and over restarts. A sliding window, not
 * calendar days and not a leaky bucket: a bank that counts any window of that length never sees more than the limit.
 *
 * A store keeps, for each bucket, the last `limit` starts and until when it is closed (`starts`, `closed_until`), and uses
 * one time of its own: the database's clock, or a monotonic clock in memory. Callers get durations, never moments, so that
 * their clocks do not matter. All methods are atomic; `take` over several buckets is one transaction (lock them in the
 * order of their names).
 */
export interface BudgetStore {
  /**
   * Counts one start in every bucket, or in none. Called before each attempt of a call, so a retry counts as a call.
   * A different limit than last time is kept to from now on.
   */
  take(wants: readonly BudgetWant[]): Promise<BudgetAnswer>
  /** No start in the bucket for so long: the bank answered 429. Never shortens. At most 24 hours are believed. */
  close(bucket: string, forMs: number): Promise<void>
  /** Takes a start back, when it is proven that no byte of the call left. */
  giveBack(buckets: readonly string[], takenAt: number): Promise<void>
  /** Of all buckets whose name begins so. */
  usage(prefix: string): Promise<readonly BudgetUsage[]>
}

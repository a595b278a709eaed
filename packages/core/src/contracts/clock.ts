import type { EpochMs } from '../domain/date-types.ts'

/** Time as a parameter: nothing in a provider reads the system's clock by itself. */
export interface Clock {
  now(): EpochMs
  /**
   * Milliseconds since an arbitrary moment, for durations: never set back and never set at all. Where it is absent, durations
   * are measured by `now`, and steps back count as no time.
   */
  monotonic?(): number
  /** Resolves after `ms`. Rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

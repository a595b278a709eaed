import type { EpochMs } from '../domain/dates.ts'

/** Time as a parameter: nothing in a provider reads the system's clock by itself. */
export interface Clock {
  now(): EpochMs
  /** Resolves after `ms`. Rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

import type { SeedCustomer } from '../seed/model.ts'

/** How the simulated SimpleFIN server is set up. */
export interface SimpleFinOptions {
  /** The one user whose accounts are served. */
  readonly customer: SeedCustomer
  /** Origin of the simulator, no slash at the end. */
  readonly selfUrl: () => string
  /** Which body comes without `version`: that of 1, that of 2, or one that serves both. `1` by default. */
  readonly unversioned?: '1' | '2' | 'mixed'
  /** Days of transactions when no dates are asked for; 90 by default (the protocol does not say). */
  readonly defaultDays?: number
  /** The longest window; more is cut, and said so. 90 by default, as at the Bridge. */
  readonly maxDays?: number
  /** Requests a day for each token, where rate limits are on; 24 by default, as at the Bridge. */
  readonly requestsPerDay?: number
  /** Seconds until an unclaimed setup token ends; 3,600 by default. */
  readonly setupTokenSeconds?: number
}

export type SimpleFinSettings = Required<SimpleFinOptions>

export const resolveSettings = (options: SimpleFinOptions): SimpleFinSettings => ({
  unversioned: '1',
  defaultDays: 90,
  maxDays: 90,
  requestsPerDay: 24,
  setupTokenSeconds: 3600,
  ...options,
})

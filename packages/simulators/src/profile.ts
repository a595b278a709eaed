import type { SimulatedClock } from './clock/simulated-clock.ts'
import type { Random } from './seed/random.ts'

/** `strict` refuses all that the bank may refuse; `lenient` serves the official scripts and old clients. */
export type Profile = 'strict' | 'lenient'

/** The environment whose rules a simulated bank follows. */
export type Environment = 'sandbox' | 'production'

/** What every simulated bank is built from. */
export interface BankContext {
  readonly clock: SimulatedClock
  /** Deterministic, for seed data. A fresh one from the same seed gives the same data. */
  readonly random: (purpose: string) => Random
  /** Unpredictable bytes for tokens, codes and nonces, so that a client cannot rely on them. */
  readonly randomBytes: (size: number) => Buffer
  readonly profile: Profile
  readonly environment: Environment
  readonly rateLimits: boolean
}

import type { RateBudgets } from '../../budgets/rate-budgets.ts'
import type { BudgetStore } from '../../contracts/budget-store.ts'
import type { Clock } from '../../contracts/clock.ts'
import type { Logger } from '../../contracts/logger.ts'
import type { Random } from '../../contracts/random.ts'
import type { CallRecord, TransportSettings } from '../../contracts/transport.ts'
import type { Alarm } from './alarm.ts'
import type { ClockOffset } from './clock-offset.ts'
import type { BankPool } from './create-pool.ts'

/** Services of {@link createUndiciTransport}. */
export interface TransportDependencies {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Counts calls against limits; in memory by default. */
  readonly budgetStore?: BudgetStore | undefined
  /**
   * Address of an HTTP proxy for all calls, or `false` for none. By default `HTTPS_PROXY` and `NO_PROXY` of the environment
   * decide, unless `NODE_USE_ENV_PROXY` is `0`.
   */
  readonly proxy?: string | false | undefined
  /** Called after each finished call, for measuring. */
  readonly observeCall?: ((record: CallRecord) => void) | undefined
}

/** What all calls of one transport share. */
export interface CallEnvironment {
  readonly settings: TransportSettings
  readonly dependencies: TransportDependencies
  /** Milliseconds for durations; no setting of the clock moves them. */
  readonly time: () => number
  readonly offset: ClockOffset
  readonly budgets: RateBudgets
  readonly alarm: Alarm
  readonly closing: AbortSignal
  poolOf(origin: string): Promise<BankPool>
}

import type { Clock } from '../../contracts/clock.ts'
import type { Logger } from '../../contracts/logger.ts'
import type { Random } from '../../contracts/random.ts'
import type { CallRecord, TransportSettings } from '../../contracts/transport.ts'
import type { Alarm } from './alarm.ts'
import type { ClockOffset } from './clock-offset.ts'
import type { BankPool } from './create-pool.ts'
import type { RateBudgets } from './rate-budgets.ts'

export interface TransportDependencies {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Called after each finished call, for measuring. */
  readonly observeCall?: ((record: CallRecord) => void) | undefined
}

/** What all calls of one transport share. */
export interface CallEnvironment {
  readonly settings: TransportSettings
  readonly dependencies: TransportDependencies
  readonly offset: ClockOffset
  readonly budgets: RateBudgets
  readonly alarm: Alarm
  readonly closing: AbortSignal
  poolOf(origin: string): BankPool
}

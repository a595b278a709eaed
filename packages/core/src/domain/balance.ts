import type { Instant, LocalDate } from './date-types.ts'
import type { Money } from './money-types.ts'

/** Berlin Group balance types. `interimAvailable` is what can be spent now, where a bank has only one number. */
export type BalanceType =
  | 'closingAvailable'
  | 'closingBooked'
  | 'expected'
  | 'forwardAvailable'
  | 'information'
  | 'interimAvailable'
  | 'interimBooked'
  | 'nonInvoiced'
  | 'openingAvailable'
  | 'openingBooked'
  | 'previouslyClosedBooked'
  | 'unknown'

/** One balance of an account at a moment. */
export interface Balance {
  readonly balanceType: BalanceType
  readonly amount: Money
  /** The day the balance belongs to, in the bank's zone. */
  readonly referenceDate?: LocalDate | undefined
  readonly lastChange?: Instant | undefined
  readonly raw: unknown
}

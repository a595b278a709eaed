import type { CheckContext } from './check-context.ts'
import type { Need } from './needs.ts'

export { CheckFailure, NotProvableHere, verify } from './check-failure.ts'

/** Areas of the contracts, in the order in which they are judged. */
export const areas = [
  'manifest',
  'challenges',
  'frames',
  'advance',
  'sessions',
  'accounts',
  'balances',
  'transactions',
  'paging',
  'errors',
  'secrets',
  'calls',
  'signing',
  'budgets',
  'zones',
  'cancelling',
  'payments',
  'events',
  'concurrency',
  'memory',
  'closing',
] as const

/** The areas that checks belong to. */
export type Area = (typeof areas)[number]

/** One law of the contracts. */
export interface Check {
  /** `area.law`: stable, for exceptions and comparisons. */
  readonly id: string
  readonly area: Area
  /** What holds, in one sentence. */
  readonly title: string
  /** What goes wrong for users where it does not hold. */
  readonly why: string
  /** The contract's line, as file and member. */
  readonly source: string
  readonly needs: readonly Need[]
  /** Resolves when the law holds. @throws CheckFailure saying what was seen */
  run(context: CheckContext): Promise<void>
}

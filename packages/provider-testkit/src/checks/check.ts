import type { CheckContext } from './check-context.ts'
import type { Need } from './needs.ts'

/** Areas of the contracts, in the order in which they are judged. */
export const areas = [
  'manifest',
  'challenges',
  'advance',
  'sessions',
  'accounts',
  'balances',
  'transactions',
  'paging',
  'errors',
  'secrets',
  'cancelling',
  'payments',
  'concurrency',
  'closing',
] as const

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

/** A law that does not hold, in words. Anything else that a check throws is reported as a crash. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure'
}

/** @throws CheckFailure unless the condition holds */
export function verify(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CheckFailure(message)
}

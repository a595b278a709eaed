import type { Clock, Logger, PaymentIntentStore } from '@nostro/core'
import type { Caller } from '../api/caller.ts'

/** What payments are made with. */
export interface PaymentParts {
  readonly caller: Caller
  readonly clock: Clock
  readonly logger: Logger
  readonly intents: PaymentIntentStore
  /** The name under which intents are kept. */
  readonly instance: string
  /** How long absence is watched before it counts as "not made". */
  readonly settleMs: number
  /** Longest time from the start of an attempt until bunq has its request. */
  readonly flightMs: number
}

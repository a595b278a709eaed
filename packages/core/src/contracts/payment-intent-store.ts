import type { EpochMs } from '../domain/date-types.ts'
import type { Payment, PaymentRef } from '../domain/payment.ts'
import type { JsonValue } from '../domain/session.ts'
import type { Evidence } from './auth.ts'
import type { StoreProblem } from './store-problem.ts'

/**
 * How far a payment is, as known here. `prepared`: written, not one byte was sent. `sent`: bytes may have left; after a
 * crash this means the same as `unknown`. `known`: the bank has it, `ref` names it. `unknown`: the answer was lost.
 * `not_executed`: it is certain that the bank did not take it (it was refused, or a look-up proved it); the same key may be
 * sent again.
 */
export type PaymentIntentState = 'prepared' | 'sent' | 'known' | 'unknown' | 'not_executed'

/** One time that the payment was sent. */
export interface PaymentAttempt {
  /** By this machine's clock, before the first byte left. */
  readonly at: EpochMs
  /** The id that the request carried (`X-Request-ID` and the like). */
  readonly requestId?: string | undefined
}

/** A payment that is to be made once, as kept from before its first byte leaves. */
export interface PaymentIntent {
  /** Instance id of the provider. */
  readonly provider: string
  /** The connection that pays. */
  readonly connection?: string | undefined
  /** Idempotency key: one payment per provider and key. 1 to 1,000 characters. */
  readonly key: string
  /** `hashPayment(payment)`: another payment under the same key is a `conflict`. */
  readonly paymentHash: string
  readonly payment: Payment
  readonly createdAt: EpochMs
  /** Only ever grows. */
  readonly attempts: readonly PaymentAttempt[]
  readonly state: PaymentIntentState
  /** Set when the bank's id of the payment is known. Once set it stays. */
  readonly ref?: PaymentRef | undefined
  /** What the check of the payee's name gave, who was shown it, whether the payer opted out. */
  readonly verification?: JsonValue | undefined
  /** Proof that a person approved this payment. */
  readonly approval?: Evidence | undefined
  /** The provider's own notes, such as the bank's clock at the first attempt. */
  readonly data?: JsonValue | undefined
  /** 1 when created; grows by one with each write. The compare-and-swap value of the store. */
  readonly revision: number
}

/** Which intents to list: all members must hold. */
export interface PaymentIntentFilter {
  readonly state?: PaymentIntentState | undefined
  readonly provider?: string | undefined
  readonly connection?: string | undefined
}

/** The intent of a payment as it stands after it was to be created. */
export interface BegunIntent {
  /** True for the one caller that created it; false when it was there already. */
  readonly created: boolean
  /** As stored. */
  readonly intent: PaymentIntent
}

/**
 * Payments by idempotency key, kept on durable storage and shared by processes: what keeps a repeat, also after a crash, from
 * paying twice. When `begin` or `update` resolve, the record survives a power cut.
 *
 * The way of a payment: `withLock`, `begin` (state `prepared`), `update` to `sent` with an attempt, then the request, then
 * `update` to `known`, `unknown` or `not_executed`. Send only after the update to `sent` resolved true.
 */
export interface PaymentIntentStore {
  /**
   * Creates the intent, or gives the one that is stored under its provider and key; exactly one of many callers creates it.
   * @throws NostroError `conflict` when the stored one is of another payment (another `paymentHash`); `invalid_request` when
   * the intent is not a new one (revision 1, state `prepared`)
   */
  begin(intent: PaymentIntent): Promise<BegunIntent>
  /**
   * Writes `intent` if the stored revision is `expectedRevision`. Resolves false, and writes nothing, when it is not, or
   * when nothing is stored.
   * @throws NostroError `invalid_request` when `intent.revision` is not `expectedRevision + 1`; `conflict` when the change
   * would lose what is known: another payment or hash, an attempt or `ref` taken away, or a state that cannot follow
   * (`sent`, `unknown` and `known` never go back to `prepared`; `known` stays)
   */
  update(intent: PaymentIntent, expectedRevision: number): Promise<boolean>
  get(provider: string, key: string): Promise<PaymentIntent | undefined>
  /** In order of `createdAt`, then key. A record that cannot be read is left out and named by `problems`. */
  list(filter?: PaymentIntentFilter): Promise<readonly PaymentIntent[]>
  /**
   * Removes intents in state `known` or `not_executed` that were created, and last sent, before `settledBefore`; gives their
   * number. Their keys are then free again: choose an age beyond which no caller repeats a key. Nothing else ever removes an
   * intent, and `prepared`, `sent` and `unknown` ones are kept for ever.
   */
  prune(settledBefore: EpochMs): Promise<number>
  /** Runs `work` while no other holder, in this or another process, runs for the same provider and key. */
  withLock<T>(provider: string, key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Records that cannot be used, for a health check. Absent: the store has no such records. */
  problems?(): Promise<readonly StoreProblem[]>
  close(): Promise<void>
}

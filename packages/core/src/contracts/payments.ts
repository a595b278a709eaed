import type { EpochMs } from '../domain/date-types.ts'
import type { Creditor, Debtor, Payment, PaymentRef, PaymentStatus, TransactionStatus } from '../domain/payment.ts'
import type { Challenge, Evidence } from './auth.ts'
import type { CallContext } from './call-context.ts'
import type { SessionAccess } from './session-access.ts'

/** How a payment is initiated. */
export interface InitiateOptions {
  /** Makes a repeat recognisable. Store it with the intent before calling: it is what a later look-up goes by. */
  readonly idempotencyKey: string
  /**
   * When the payment was first sent, by this machine's clock, as kept with the intent: a look-up from another process
   * tells it from an equal payment before.
   */
  readonly startedAt?: EpochMs | undefined
  /** Where the customer's browser returns after authorising. */
  readonly redirectUri?: string | undefined
  /** Proof that a person approved exactly this payment, from any provider that can give one. */
  readonly approval?: Evidence | undefined
  /** The payee's verification, as it was shown to the payer. */
  readonly payeeVerification?: PayeeVerificationRecord | undefined
}

/** What the bank answered to a payment. */
export interface InitiatedPayment {
  readonly ref: PaymentRef
  readonly transactionStatus: TransactionStatus
  /** The customer's next step; absent when the bank needs none. */
  readonly challenge?: Challenge | undefined
  readonly raw: unknown
}

/** What the payer's bank is asked before a payment: does the name belong to the account? (Regulation (EU) 2024/886) */
export interface PayeeVerificationRequest {
  readonly debtor?: Debtor | undefined
  /** One for a single payment, all of a bulk. */
  readonly payees: readonly Creditor[]
}

/** How a payee's name fits the account, as the payee's bank says (EU 2024/886, verification of payee). */
export type PayeeMatch =
  | { readonly result: 'match' }
  /** `name` is what to show to the payer. */
  | { readonly result: 'close_match'; readonly name: string }
  | { readonly result: 'no_match' }
  | { readonly result: 'not_available' }

/** The answer, one match for each payee in their order. Hand it to `initiate`, which keeps it with the payment's intent. */
export interface PayeeVerification {
  readonly verifiedAt: EpochMs
  /** The bank's id of the check, where it gives one. */
  readonly id?: string | undefined
  readonly matches: readonly PayeeMatch[]
}

/** What became of a verification: kept as proof of who bears the risk. */
export interface PayeeVerificationRecord {
  readonly verification?: PayeeVerification | undefined
  /** When the result was shown to the payer. */
  readonly shownAt?: EpochMs | undefined
  /** The payer (a business, for a bulk) chose not to have payees verified. */
  readonly optedOut?: boolean | undefined
}

/** The outcome of looking for a payment whose answer was lost. */
export type PaymentLookup =
  | { readonly outcome: 'executed'; readonly ref: PaymentRef }
  | { readonly outcome: 'not_executed' }
  | { readonly outcome: 'outcome_unknown' }

/**
 * Payment initiation. Nothing here sends a payment twice: a fault after the first byte left is `outcome_unknown`,
 * and an answer that is not the bank's or cannot be read is `verification_failed` or `protocol_violation`. Ask `mayHaveHappened(error)`:
 * where it says so, look the payment up instead of sending it again.
 * A payment's state is what the bank's status says, never what a redirect says.
 */
export interface PaymentsProvider {
  /** @throws NostroError `invalid_request` naming the field, before anything is sent; `payment_rejected`; `outcome_unknown` */
  initiate(
    access: SessionAccess,
    payment: Payment,
    options: InitiateOptions,
    ctx?: CallContext,
  ): Promise<InitiatedPayment>
  status(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<PaymentStatus>
  /** @throws NostroError `sca_required` with `challenge` when the customer must confirm the cancellation */
  cancel?(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<PaymentStatus>
  /** After an error that leaves the outcome open: searches the bank's records for the payment. Never sends it. */
  lookup?(access: SessionAccess, payment: Payment, options: InitiateOptions, ctx?: CallContext): Promise<PaymentLookup>
  verifyPayee?(access: SessionAccess, request: PayeeVerificationRequest, ctx?: CallContext): Promise<PayeeVerification>
}

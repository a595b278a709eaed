import type { EpochMs } from '../domain/date-types.ts'
import type { Payment } from '../domain/payment.ts'
import type { AuthFailure, Challenge, DecoupledView, Evidence, Identity } from './auth.ts'
import type { CallContext } from './call-context.ts'

/** What a person is asked to approve: one payment, at one bank, once. */
export interface ApprovalRequest {
  /** Manifest id of the provider that will send the payment. */
  readonly bank: string
  readonly payment: Payment
  /** The one that the payment will be sent with: an approval is good for no second payment. */
  readonly idempotencyKey: string
  /** Only this person may approve: national number in the approver's form. */
  readonly personalNumber?: string | undefined
}

/** How far a person's approval of a payment is. */
export type ApprovalResult =
  | { readonly status: 'pending'; readonly challenge: Challenge }
  /** `approval` is what `InitiateOptions` and the payment's records take. */
  | { readonly status: 'approved'; readonly approval: Evidence; readonly identity: Identity }
  | AuthFailure

/** Has a person approve payments of any bank, and proves it. Sends no payment. */
export interface PaymentApprover {
  /** @throws NostroError `invalid_request` where the payment cannot be shown faithfully; nobody was asked then */
  startApproval(request: ApprovalRequest, ctx?: CallContext): Promise<Challenge>
  /**
   * Asks how far the person is. Give the request as it is about to be sent: what was approved is compared with it.
   * @throws NostroError `verification_failed` when it is another payment, or the proof does not hold
   */
  advanceApproval(challenge: Challenge, request: ApprovalRequest, ctx?: CallContext): Promise<ApprovalResult>
  /** What to show at a moment, from the clock alone. */
  readonly frame?: ((challenge: Challenge, at: EpochMs) => DecoupledView) | undefined
  readonly cancel?: ((challenge: Challenge, ctx?: CallContext) => Promise<void>) | undefined
}

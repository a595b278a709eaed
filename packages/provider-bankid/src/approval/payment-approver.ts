import type { ApprovalRequest, PaymentApprover, SigningOrder } from '@nostro/core'
import type { BankIdEsign } from '../order/esign.ts'
import { paymentDigest } from './payment-digest.ts'
import { type ApprovalLanguage, paymentText } from './payment-text.ts'

/** What signs texts and verifies the evidence: `bankid.esign`. */
export type ApprovalSigner = Pick<BankIdEsign, 'startSigning' | 'advance' | 'verifyEvidence'> &
  Partial<Pick<BankIdEsign, 'frame' | 'cancel'>>

/** The language in which the person reads the payment. */
export interface ApproverOptions {
  /** Of the text in the app; Swedish by default. */
  readonly language?: ApprovalLanguage | undefined
}

/**
 * BankID behind core's contract for approval: the person signs the payment as a text, and unseen the digest of all of
 * it. Both are compared with the payment that is about to be sent. Use the same language for start and advance.
 *
 * @example
 * const approver = createPaymentApprover(bankid.esign, { language: 'en' })
 */
export const createPaymentApprover = (
  esign: ApprovalSigner,
  { language = 'sv' }: ApproverOptions = {},
): PaymentApprover => {
  const toOrder = (request: ApprovalRequest): SigningOrder => ({
    text: paymentText(request.bank, request.payment, language),
    hiddenData: paymentDigest(request),
    personalNumber: request.personalNumber,
  })
  const { frame, cancel } = esign
  return {
    startApproval: async (request, ctx) => esign.startSigning(toOrder(request), ctx),
    advanceApproval: async (challenge, request, ctx) => {
      const order = toOrder(request)
      const result = await esign.advance(challenge, {}, ctx)
      if (result.status !== 'complete') return result
      await esign.verifyEvidence(result.evidence, order)
      return { status: 'approved', approval: result.evidence, identity: result.identity }
    },
    frame: frame === undefined ? undefined : (challenge, at) => frame(challenge, at),
    cancel: cancel === undefined ? undefined : (challenge, ctx) => cancel(challenge, ctx),
  }
}

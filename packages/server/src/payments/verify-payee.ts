import type { CallContext, Creditor, Debtor, PayeeMatch, PayeeVerification } from '@nostro/core'
import type { Services } from '../api/services.ts'
import { conflict } from '../errors/api-error.ts'
import type { KeptPayment } from './payment-store.ts'
import { openBank } from './submit-payment.ts'

/** Whether a name belongs to an account, as the payee's bank says through the payer's (Regulation (EU) 2024/886). */
export interface PayeeCheck {
  readonly match: PayeeMatch
  /** Absent where the payer's bank offers no check: nothing was asked. */
  readonly verification?: PayeeVerification | undefined
}

/** Asks the payer's bank about one payee. Nothing is sent, and nothing is decided: who pays bears the risk of another name. */
export const checkPayee = async (
  services: Services,
  connection: string,
  { creditor, debtor }: { readonly creditor: Creditor; readonly debtor?: Debtor | undefined },
  ctx: CallContext,
): Promise<PayeeCheck> => {
  const { payments, access } = await openBank(services, connection, ctx)
  const unknown: PayeeMatch = { result: 'not_available' }
  if (payments.verifyPayee === undefined) return { match: unknown }
  const verification = await payments.verifyPayee(access, { payees: [creditor], debtor }, ctx)
  return { match: verification.matches[0] ?? unknown, verification }
}

/**
 * The check for a draft. It is kept with the draft and goes to the bank with the payment.
 * @throws ApiError 409 when it is no draft any more, or pays several at once
 */
export const checkPayeeOf = async (
  services: Services,
  draft: KeptPayment,
  isShown: boolean,
  ctx: CallContext,
): Promise<KeptPayment> => {
  const { payments, clock } = services
  const { payment } = draft
  if (draft.status !== 'draft' || draft.approval !== undefined)
    throw conflict(
      'The payee is checked before a payment is approved or sent.',
      'Read its state: GET /v1/payments/{id}',
    )
  if (!('creditor' in payment)) throw conflict('This payment has no single payee.', 'Check each payee by itself.')
  const { creditor } = payment
  const debtor = 'debtor' in payment ? payment.debtor : undefined
  const { verification } = await checkPayee(services, draft.connection, { creditor, debtor }, ctx)
  const payee = { verification, shownAt: isShown ? clock.now() : undefined }
  const after = await payments.change(draft, { payee })
  if (after === undefined) throw conflict('The payment was changed meanwhile.', 'Read its state, then ask again.')
  return after
}

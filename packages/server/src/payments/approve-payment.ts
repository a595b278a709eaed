import type { ApprovalRequest, CallContext, PaymentApprover } from '@nostro/core'
import type { Services } from '../api/services.ts'
import type { KeptChallenge } from '../challenges/challenge-store.ts'
import { ApiError } from '../errors/api-error.ts'
import type { KeptPayment } from './payment-store.ts'

const noApprover = (): ApiError =>
  new ApiError({
    status: 409,
    code: 'conflict',
    detail: 'No way is configured by which a person approves payments.',
    hint: 'Configure BankID (docs/bankid.md), or submit the payment without an approval.',
  })

const approverOf = ({ approver }: Services): PaymentApprover => {
  if (approver === undefined) throw noApprover()
  return approver
}

const requestFor = async ({ connections }: Services, kept: KeptPayment): Promise<ApprovalRequest> => {
  const { provider } = await connections.get(kept.connection)
  return { bank: provider.manifest.id, payment: kept.payment, idempotencyKey: kept.intentKey }
}

/** Asks a person to sign a draft. Nothing is sent to the bank. */
export const startApproval = async (
  services: Services,
  draft: KeptPayment,
  ctx: CallContext,
): Promise<KeptChallenge> => {
  const approver = approverOf(services)
  if (draft.status !== 'draft' || draft.approval !== undefined) {
    throw new ApiError({
      status: 409,
      code: 'conflict',
      detail: draft.approval === undefined ? 'Only a draft can be approved.' : 'The payment is approved already.',
      hint: 'Read its state: GET /v1/payments/{id}',
    })
  }
  const challenge = await approver.startApproval(await requestFor(services, draft), ctx)
  return services.challenges.add({ challenge, payment: draft.id, connection: draft.connection, approval: true })
}

/** Asks how far the person is. What was signed is compared with the payment as it would be sent. */
export const followApproval = async (
  services: Services,
  kept: KeptChallenge,
  ctx: CallContext,
): Promise<KeptChallenge> => {
  const { challenges, payments } = services
  const payment = kept.payment === undefined ? undefined : await payments.get(kept.payment)
  if (payment === undefined || kept.state !== 'pending' || !(await challenges.take(kept.id))) return kept
  const finish = async (change: Partial<KeptChallenge>): Promise<KeptChallenge> => {
    const next: KeptChallenge = { ...kept, ...change }
    await challenges.put(next)
    return next
  }
  try {
    const result = await approverOf(services).advanceApproval(kept.challenge, await requestFor(services, payment), ctx)
    if (result.status === 'pending')
      return await finish({ state: 'pending', challenge: result.challenge, expiresAt: result.challenge.expiresAt })
    if (result.status === 'failed')
      return await finish({ state: 'failed', failure: result.message?.['en'] ?? result.code })
    const approved = await payments.change(payment, { approval: result.approval })
    return await finish(
      approved === undefined
        ? { state: 'failed', failure: 'The payment was changed meanwhile.' }
        : { state: 'complete' },
    )
  } catch (error) {
    await finish({ state: 'failed', failure: 'The approval could not be verified.' })
    throw error
  }
}

import type { CallContext } from '@nostro/core'
import type { Services } from '../api/services.ts'
import type { KeptChallenge } from '../challenges/challenge-store.ts'
import { refreshPayment } from './submit-payment.ts'

/**
 * The customer came back from the bank's page for a payment. What the redirect says is not believed: the bank is asked for the state,
 * and the challenge is over when the payment waits for the customer no more.
 */
export const followPayment = async (
  services: Services,
  challenge: KeptChallenge,
  ctx: CallContext,
): Promise<KeptChallenge> => {
  const { payments, challenges } = services
  const kept = challenge.payment === undefined ? undefined : await payments.get(challenge.payment)
  if (kept === undefined || challenge.state !== 'pending') return challenge
  const { status } = await refreshPayment(services, kept, ctx)
  if (status === 'sca_required') return challenge
  const isRefused = status === 'rejected' || status === 'cancelled'
  const over: KeptChallenge = {
    ...challenge,
    state: isRefused ? 'failed' : 'complete',
    failure: isRefused ? `The payment is ${status}.` : undefined,
  }
  await challenges.put(over)
  return over
}

import type { EnableBankingWorld } from '../world.ts'
import type { Payment, PaymentStatus } from './payment.ts'

const finals: readonly PaymentStatus[] = ['ACSC', 'ACCC', 'RJCT', 'CNCL']

export const isFinal = (status: PaymentStatus): boolean => finals.includes(status)

/** RCVD until the customer decides; then a step each: ACTC, ACSP, and the bank's own word for done. */
export const paymentStatus = (world: EnableBankingWorld, payment: Payment, now: number): PaymentStatus => {
  const { decision, terms } = payment
  if (decision === undefined) return 'RCVD'
  if (decision.kind === 'rejected') return 'RJCT'
  if (decision.kind === 'cancelled') return 'CNCL'
  const steps = Math.floor((now - decision.at) / (world.settings.paymentStepSeconds * 1000))
  if (steps < 1) return 'ACTC'
  return steps < 2 ? 'ACSP' : ((terms.finalSuccessfulStatuses[0] as PaymentStatus | undefined) ?? 'ACSC')
}

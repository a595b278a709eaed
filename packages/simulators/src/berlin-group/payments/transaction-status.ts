import type { BankProfile } from '../bank-profile.ts'
import type { BerlinGroupWorld } from '../world.ts'
import type { Payment, TransactionStatus } from './payment.ts'

/** RCVD until the customer authorises, then a step each; a periodic payment ends in ACCP, accepted for good. */
export const transactionStatus = (
  world: BerlinGroupWorld,
  profile: BankProfile,
  payment: Payment,
  now: number,
): TransactionStatus => {
  if (payment.cancelled) return 'CANC'
  if (payment.rejected) return 'RJCT'
  if (payment.acceptedAt === undefined) return 'RCVD'
  const steps = Math.floor((now - payment.acceptedAt) / (world.settings.paymentStepSeconds * 1000))
  if (steps < 1) return 'ACTC'
  if (payment.service === 'periodic-payments') return 'ACCP'
  const execution = payment.body['requestedExecutionDate']
  const isAhead = typeof execution === 'string' && execution > new Date(now).toISOString().slice(0, 10)
  return steps < 2 || isAhead ? 'ACSP' : profile.finalStatus
}

export const isFinal = (status: TransactionStatus): boolean => ['ACSC', 'ACCC', 'RJCT', 'CANC'].includes(status)

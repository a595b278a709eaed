import type { IngWorld } from '../world.ts'
import type { Json } from './fields.ts'
import { paymentsIn } from './instruction-checks.ts'
import type { Payment, TransactionStatus } from './payment.ts'

/** A payment whose end-to-end id begins so is rejected when it is executed: the way to rehearse RJCT and PART. */
export const REJECT_MARK = 'REJECT'

const isMarked = (payment: Json): boolean => String(payment['endToEndIdentification'] ?? '').startsWith(REJECT_MARK)

const startOf = (date: unknown): number => (typeof date === 'string' ? Date.parse(`${date}T00:00:00Z`) : 0)

const DAY_MS = 86_400_000

/** When the authorisation was complete; absent while it is not. */
const authorisedAt = (payment: Payment): number | undefined => {
  const { decision, second, needsTwo } = payment
  if (decision?.kind !== 'authorised') return undefined
  if (!needsTwo) return decision.at
  return second?.kind === 'authorised' ? second.at : undefined
}

/** When money moves: at authorisation, or on the day that was asked for. */
export const executesAt = (payment: Payment): number =>
  Math.max(authorisedAt(payment) ?? Number.POSITIVE_INFINITY, startOf(payment.instruction['requestedExecutionDate']))

const settled = (payment: Payment): TransactionStatus => {
  const items = paymentsIn(payment.instruction)
  const marked = items.filter(([, each]) => isMarked(each)).length
  if (marked === 0) return 'ACSC'
  return marked === items.length ? 'RJCT' : 'PART'
}

const periodicStatus = (payment: Payment, now: number): TransactionStatus => {
  const { endDate } = payment.instruction as { endDate?: unknown }
  return typeof endDate === 'string' && now >= startOf(endDate) + DAY_MS ? 'EXPI' : 'ACTV'
}

/** Received, authorised, executing, settled: each state follows from the clock and from what the customer did. */
export const statusOf = (world: IngWorld, payment: Payment, now: number): TransactionStatus => {
  const { decision, second, cancelledAt } = payment
  const authorised = authorisedAt(payment)
  if (cancelledAt !== undefined) return authorised === undefined ? 'RJCT' : 'CANC'
  if (decision === undefined || payment.stuck) return 'RCVD'
  if (decision.kind === 'rejected' || second?.kind === 'rejected') return 'RJCT'
  if (authorised === undefined) return 'PATC'
  if (payment.service === 'periodic-payments') return periodicStatus(payment, now)
  const age = now - executesAt(payment)
  const step = world.settings.paymentStepSeconds * 1000
  if (age < step) return 'ACTC'
  return age < 2 * step ? 'ACSP' : settled(payment)
}

/** Row 71: what may still be taken back. */
export const isCancellable = (world: IngWorld, payment: Payment, now: number): boolean => {
  const status = statusOf(world, payment, now)
  if (status === 'RCVD' || status === 'PATC' || status === 'ACTV') return true
  return status === 'ACTC' && executesAt(payment) > now
}

/** The single payments that went through. */
export const executedItems = (payment: Payment): readonly Json[] =>
  paymentsIn(payment.instruction)
    .map(([, each]) => each)
    .filter((each) => !isMarked(each))

export const rejectionReasons = (status: TransactionStatus): readonly unknown[] | undefined => {
  if (status !== 'RJCT' && status !== 'PART') return undefined
  return [{ rsn: { cd: 'AC04' }, addtlInf: ['fundsAvailable: unknown'] }]
}

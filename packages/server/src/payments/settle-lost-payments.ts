import type { Services } from '../api/services.ts'
import { refreshPayment } from './submit-payment.ts'

/** A submission that has not ended for so long has no process that works on it. */
const lostAfterMs = 2 * 60_000

/**
 * Looks for payments whose process ended while they were sent, or whose answer was lost: the bank is asked, and nothing is ever sent.
 * @returns how many are settled now
 */
export const settleLostPayments = async (services: Services): Promise<number> => {
  const { payments, clock, logger, random } = services
  let settled = 0
  for (const kept of await payments.unsettled(clock.now() - lostAfterMs)) {
    try {
      const { status } = await refreshPayment(services, kept, { traceId: random.uuid() })
      if (status !== 'submitting' && status !== 'outcome_unknown') settled += 1
    } catch (error) {
      logger.warn({ payment: kept.id, error: String(error) }, 'A payment could not be looked up; it is tried again.')
    }
  }
  return settled
}

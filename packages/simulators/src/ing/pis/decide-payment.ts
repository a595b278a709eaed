import type { IngWorld } from '../world.ts'
import type { Decision, Payment } from './payment.ts'

/** Writes down what the customer did; the modes that hold now go with it. False when nothing is left to decide. */
export const decidePayment = (
  world: IngWorld,
  payment: Payment,
  choice: { readonly kind: Decision['kind']; readonly accountId?: string },
): boolean => {
  if (payment.cancelledAt !== undefined) return false
  const { modes } = world.state
  const decision: Decision = { at: world.now(), ...choice }
  if (payment.decision === undefined) {
    const unserved = modes.instantUnavailable && payment.instruction['localInstrumentCode'] === 'INST'
    payment.decision = unserved ? { ...decision, kind: 'rejected' } : decision
    payment.stuck = modes.paymentsStuck
    payment.needsTwo = modes.paymentsNeedTwo
    return true
  }
  if (!payment.needsTwo || payment.decision.kind === 'rejected' || payment.second !== undefined) return false
  payment.second = decision
  return true
}

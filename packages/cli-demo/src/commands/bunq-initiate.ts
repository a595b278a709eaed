import { randomUUID } from 'node:crypto'
import { mayHaveHappened, NostroError, type Payment, type PaymentLookup } from '@nostro/core'
import type { Terminal } from '../terminal.ts'
import type { BunqWork } from './at-bunq.ts'

/** Sends once. When the answer is lost, looks the payment up and tells the truth; never sends again. */
export const initiateOnce = async (
  { bunq, access, ctx }: BunqWork,
  payment: Payment,
  terminal: Terminal,
  idempotencyKey: string = randomUUID(),
): Promise<PaymentLookup> => {
  try {
    const { ref } = await bunq.payments.initiate(access, payment, { idempotencyKey }, ctx)
    return { outcome: 'executed', ref }
  } catch (error) {
    if (!mayHaveHappened(error)) throw error
    terminal.progress('bunq: the answer was lost; looking whether it was carried out …')
    return bunq.payments.lookup(access, payment, { idempotencyKey }, ctx)
  }
}

/** @throws NostroError `outcome_unknown`, `bank_unavailable` when there is nothing to go on with */
export const refOf = (found: PaymentLookup): Extract<PaymentLookup, { outcome: 'executed' }>['ref'] => {
  if (found.outcome === 'executed') return found.ref
  throw found.outcome === 'not_executed'
    ? new NostroError({
        code: 'bank_unavailable',
        provider: 'bunq',
        message: 'The answer was lost, and bunq has no record of it: it was not executed.',
        hint: 'Run the same command again.',
      })
    : new NostroError({
        code: 'outcome_unknown',
        provider: 'bunq',
        message: 'The answer was lost, and bunq’s records do not tell whether it was executed.',
        hint: 'Look at the list, or in the bunq app, before you run it again.',
      })
}

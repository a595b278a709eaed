import type { NostroErrorCode } from './error-codes.ts'
import { NostroError } from './nostro-error.ts'

const unsure: ReadonlySet<NostroErrorCode> = new Set(['outcome_unknown', 'verification_failed', 'protocol_violation'])

/**
 * Of a call that changes something, a payment for instance: true when only the bank's records can tell whether it took
 * place, since the answer did not come, is not the bank's, or cannot be read. After any other NostroError nothing happened,
 * and after none whose `sent` is false: an error before the first byte never leaves the outcome open.
 *
 * @example
 * if (mayHaveHappened(error)) await payments.lookup(access, payment, { idempotencyKey })
 */
export const mayHaveHappened = (error: unknown): error is NostroError =>
  NostroError.isInstance(error) && error.sent !== false && unsure.has(error.code)

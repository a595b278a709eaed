import type { NostroErrorCode } from './error-codes.ts'

/** What to do about a code when neither the bank's status nor its provider says more. */
export const usualHints: Readonly<Record<NostroErrorCode, string>> = {
  invalid_config: 'Correct the options that the message is about. Trying again does not help.',
  consent_required: 'Ask the customer for access: start a new authorization.',
  consent_expired: 'Ask the customer to consent again: start a new authorization with the old session as `previous`.',
  session_expired: 'Authenticate again.',
  sca_required: 'Ask the customer to confirm at the bank, then try again.',
  customer_mismatch: 'Let the customer of the connection authenticate, or add a connection for the other one.',
  user_cancelled: 'Start again when the customer wants to.',
  conflict: 'Read the thing again before you decide what to do.',
  rate_limited: 'Nothing was done. Wait before the next call.',
  signature_rejected:
    'Check that the signing key is the registered one, and that nothing changes the request after it is signed.',
  certificate_rejected: 'Check the certificates: valid, not revoked, and registered with the bank.',
  clock_skew: 'Set the clock of this machine.',
  forbidden: 'Check what the consent covers (scopes, accounts) and what the key or certificate may do.',
  not_found: 'Check the id. Some banks answer this also when the consent does not cover the thing.',
  invalid_request: 'Nothing was done. Correct what the bank names.',
  payment_rejected: 'The bank’s message says why. Correct it and send the payment under a new idempotency key.',
  outcome_unknown: 'Look it up at the bank before you do anything else; never send it again without looking.',
  bank_unavailable: 'Try again later; if it stays, give the bank the request id.',
  timeout: 'Try again.',
  aborted: 'Call again without the signal that ended it.',
  protocol_violation: 'Trying again does not help. Report it to the bank with the request id.',
  verification_failed: 'Do not use what was received. Start again; if it stays, report it to the bank.',
}

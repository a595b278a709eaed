/** What each code means, and whether trying the same thing again later can help without a person's doing. */
const table = {
  invalid_config: { retryable: false, meaning: 'An option, file or environment variable is missing or wrong.' },
  consent_required: { retryable: false, meaning: 'The customer has not yet allowed this access.' },
  consent_expired: {
    retryable: false,
    meaning: 'The customer once allowed it; the consent has ended and must be renewed.',
  },
  session_expired: { retryable: false, meaning: 'The session cannot be renewed any more; authenticate again.' },
  sca_required: { retryable: false, meaning: 'The bank demands strong customer authentication for this step.' },
  customer_mismatch: {
    retryable: false,
    meaning: 'Another customer authenticated than the one whom the connection belongs to.',
  },
  user_cancelled: { retryable: false, meaning: 'The customer pressed cancel or declined.' },
  conflict: { retryable: false, meaning: 'Another operation on the same thing is in progress or came first.' },
  rate_limited: { retryable: true, meaning: 'A limit is reached: the bank’s, or our own count of it.' },
  signature_rejected: { retryable: false, meaning: 'The bank does not accept the signature of the request.' },
  certificate_rejected: {
    retryable: false,
    meaning: 'A certificate or key was refused, by us before use or by the bank.',
  },
  clock_skew: { retryable: false, meaning: 'The clocks differ by more than the bank allows, also after correction.' },
  forbidden: { retryable: false, meaning: 'Authenticated, but not allowed: scope, role or product is missing.' },
  not_found: { retryable: false, meaning: 'The bank does not know the thing, or hides it from us.' },
  invalid_request: { retryable: false, meaning: 'The request breaks a rule of the bank; the message names the field.' },
  payment_rejected: { retryable: false, meaning: 'The bank refused the payment for good; no money moved.' },
  outcome_unknown: {
    retryable: false,
    meaning: 'The request may have taken effect. Look it up; never send it again blindly.',
  },
  bank_unavailable: { retryable: true, meaning: 'The bank could not be reached, or says that it cannot serve now.' },
  timeout: { retryable: true, meaning: 'No complete answer within the time allowed; nothing was changed.' },
  aborted: { retryable: false, meaning: 'The caller’s AbortSignal ended the call.' },
  protocol_violation: {
    retryable: false,
    meaning: 'The answer breaks the protocol: unreadable body, missing field, off-origin link, foreign host, oversize.',
  },
  verification_failed: {
    retryable: false,
    meaning: 'A signature, state or evidence does not verify. Treat what was received as forged.',
  },
} as const satisfies Record<string, { retryable: boolean; meaning: string }>

/** The closed set of error codes. Programs switch on these; texts may change, codes do not. */
export type NostroErrorCode = keyof typeof table

/** What each code means, and whether the same call may succeed later. */
export const errorCodes: Readonly<Record<NostroErrorCode, { readonly retryable: boolean; readonly meaning: string }>> =
  table

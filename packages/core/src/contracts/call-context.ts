/** The customer's presence, as PSD2 wants it stated. Its being there is what makes a call "attended". */
export interface PsuContext {
  /** IPv4 or IPv6 literal as seen by the TPP's service, not a proxy's. */
  readonly ipAddress: string
  readonly userAgent?: string
}

/** Travels with every call, from the user's code to the log line. */
export interface CallContext {
  /** Ends the call; what was not sent yet is not sent. */
  readonly signal?: AbortSignal
  /** Present when the customer is. Unattended reads are limited by law (four a day for an account). */
  readonly psu?: PsuContext
  /** Ties log lines of one operation together. Made by the transport when absent. */
  readonly traceId?: string
}

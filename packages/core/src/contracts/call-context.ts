/** The customer's presence, as PSD2 wants it stated. Its being there is what makes a call "attended". */
export interface PsuContext {
  /** IPv4 or IPv6 literal as seen by the TPP's service, not a proxy's. */
  readonly ipAddress: string
  readonly port?: number | undefined
  readonly userAgent?: string | undefined
  /** The browser's own `Accept` headers. */
  readonly accept?: string | undefined
  readonly acceptCharset?: string | undefined
  readonly acceptEncoding?: string | undefined
  readonly acceptLanguage?: string | undefined
  readonly httpMethod?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined
  /** UUID of the device or of the installation, the same over all calls from it. */
  readonly deviceId?: string | undefined
  /** RFC 5870: `GEO:52.506931;13.144558`. */
  readonly geoLocation?: string | undefined
}

/** Travels with every call, from the user's code to the log line. */
export interface CallContext {
  /** Ends the call; what was not sent yet is not sent. */
  readonly signal?: AbortSignal | undefined
  /** Present when the customer is. Unattended reads are limited by law (four a day for an account). */
  readonly psu?: PsuContext | undefined
  /** Ties log lines of one operation together. Made by the transport when absent. */
  readonly traceId?: string | undefined
}

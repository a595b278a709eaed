import type { NostroErrorCode } from './error-codes.ts'

/** What an answer's status or page means, before the bank's own words are known. */
export interface WireFault {
  readonly code: NostroErrorCode
  /** Ends a sentence that begins with the bank, the route and the status. No full stop. */
  readonly message: string
  readonly hint: string
  readonly retryable: boolean
}

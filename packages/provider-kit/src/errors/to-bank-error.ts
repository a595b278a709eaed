import {
  type BankMessage,
  type BankResponse,
  type EpochMs,
  errorFor,
  NostroError,
  type NostroErrorCode,
} from '@nostro/core'
import type { Bank } from '../bank.ts'

/** The call that failed, and what the bank's words mean. */
export interface BankErrorParts {
  readonly bank: Bank
  /** Method and path template, without ids: `POST /v1/payments/{product}`. */
  readonly route: string
  /** False for what changes something: then an answer that proves nothing leaves the outcome open. */
  readonly idempotent: boolean
  /** The bank's words as read from the body; they are cleaned here. */
  readonly messages: readonly BankMessage[]
  /** What the bank's words mean. Absent: the status alone decides. */
  readonly code?: NostroErrorCode | undefined
  /** The words prove that nothing was done, such as those about a signature: then `code` stands also after a 5xx. */
  readonly provesRefusal?: boolean | undefined
  /** Answer header with the bank's trace id. */
  readonly requestIdHeader: string
  /** Our own id of the request: what a lost payment is looked for by when the bank names no id. */
  readonly requestId?: string | undefined
  /** The bank's time, for `Retry-After` dates. */
  readonly now: EpochMs
  /** Hints of this bank by code, in place of the usual ones. */
  readonly hints?: Readonly<Partial<Record<NostroErrorCode, string>>> | undefined
  readonly retryable?: boolean | undefined
  /** What a 401 means when nothing else is known; `forbidden` by default. */
  readonly unauthorized?: NostroErrorCode | undefined
}

/**
 * An answer of 300 and up as an error, by the table of core's `errorFor`: the bank's words decide, else the status together
 * with whether the call changes something. It carries status, request ids, `Retry-After` and the cleaned words.
 *
 * @example
 * throw toBankError(response, { bank, route: 'POST /v1/payments', idempotent: false, messages, requestIdHeader: 'x-request-id', now })
 */
export const toBankError = (response: BankResponse, parts: BankErrorParts): NostroError => {
  const { bank, code, provesRefusal, retryable, requestIdHeader, unauthorized = 'forbidden', ...rest } = parts
  return errorFor(response, {
    ...rest,
    provider: bank.provider,
    bank: bank.name,
    bankRequestIdHeader: requestIdHeader,
    unauthorized,
    reading: code === undefined ? undefined : { code, retryable, provesRefusal },
  })
}

/**
 * An error on its way out of a provider: named after it, and with our id of the request.
 *
 * @example
 * await transport.send(request, options).catch((error) => { throw withRequestId(error, bank, requestId) })
 */
export const withRequestId = (error: unknown, { provider }: Bank, requestId: string | undefined): unknown =>
  NostroError.isInstance(error) ? error.with({ provider, requestId }) : error

import {
  type BankMessage,
  type BankResponse,
  type EpochMs,
  errorCodes,
  leavesChangeOpen,
  NostroError,
  type NostroErrorCode,
  pageFaultOf,
  retryAfterMs,
} from '@nostro/core'
import type { Bank } from '../bank.ts'
import { cleanBankText } from './clean-bank-text.ts'
import { codeOfStatus } from './code-of-status.ts'

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
  /** Answer header with the bank's trace id, in lower case. */
  readonly requestIdHeader: string
  /** Our own id of the request: what a lost payment is looked for by when the bank names no id. */
  readonly requestId?: string | undefined
  /** The bank's time, for `Retry-After` dates. */
  readonly now: EpochMs
  /** Hints of this bank by code, in place of the usual ones. */
  readonly hints?: Readonly<Partial<Record<NostroErrorCode, string>>> | undefined
  readonly retryable?: boolean | undefined
}

/**
 * An answer of 300 and up as an error: the bank's words decide, else the status together with whether the call changes
 * something. It carries status, the bank's request id, `Retry-After` and the cleaned words.
 *
 * @example
 * throw toBankError(response, { bank, route: 'POST /v1/payments', idempotent: false, messages, requestIdHeader: 'x-request-id', now })
 */
export const toBankError = (response: BankResponse, parts: BankErrorParts): NostroError => {
  const { bank, idempotent, requestIdHeader, requestId, now } = parts
  const messages = parts.messages.map(cleanMessage)
  // The bank may have done it before it failed: whatever an author reads in the answer, it is never to be sent again.
  const isOpen = !idempotent && leavesChangeOpen(response.status)
  const page = parts.code === undefined && !isOpen ? pageFaultOf(response) : undefined
  const read = parts.code ?? page?.code ?? codeOfStatus(response.status, { idempotent })
  const code = isOpen && errorCodes[read].retryable ? 'outcome_unknown' : read
  const bankRequestId = response.headers[requestIdHeader] ?? (code === 'outcome_unknown' ? requestId : undefined)
  const verb = code === 'outcome_unknown' || response.status >= 500 ? 'answered' : 'refused'
  const waitMs = retryAfterMs(response, now)
  const hint = page?.hint ?? parts.hints?.[code] ?? usualHints(bank)[code]
  return new NostroError({
    code,
    provider: bank.provider,
    message: `${bank.name} ${verb} ${parts.route} with status ${response.status}${page === undefined ? summaryOf(messages) : `: ${page.message}`}.`,
    httpStatus: response.status,
    bankMessages: messages,
    ...(parts.retryable !== undefined && !isOpen && { retryable: parts.retryable }),
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
    ...(bankRequestId !== undefined && { bankRequestId }),
    ...(hint !== undefined && { hint }),
  })
}

const cleanMessage = ({ code, text, path }: BankMessage): BankMessage => ({
  ...(code !== undefined && { code: cleanBankText(code, 128) }),
  ...(text !== undefined && { text: cleanBankText(text) }),
  ...(path !== undefined && { path: cleanBankText(path, 256) }),
})

const summaryOf = (messages: readonly BankMessage[]): string => {
  const texts = messages.slice(0, 3).map(({ code, text, path }) => {
    const said = [code, text].filter((part) => part !== undefined).join(' ')
    return path === undefined ? said : `${said} (${path})`
  })
  return texts.length === 0 ? '' : `: ${texts.join('; ')}`
}

const usualHints = ({ name }: Bank): Readonly<Partial<Record<NostroErrorCode, string>>> => ({
  certificate_rejected: `Check the certificates: valid, not revoked, and registered with ${name}.`,
  signature_rejected:
    'Check that the signing key is the registered one, and that nothing changes the request after it is signed.',
  consent_expired: 'Ask the customer to consent again: start a new authorization with the old session as `previous`.',
  forbidden: 'The consent, the key or the role does not cover this. Check what was granted.',
  not_found: `${name} does not know it, or hides it from this consent. Check the id and the consent.`,
  conflict: 'Read the current state, then decide.',
  invalid_request: `Correct what ${name} names; nothing was done.`,
  rate_limited: 'Wait before the next call.',
  outcome_unknown: `It may have taken effect. Look it up at ${name}; never send it again without looking.`,
  bank_unavailable: `Try again later; if it stays, ask ${name} with the request id.`,
  timeout: 'Try again.',
})

/**
 * An error on its way out of a provider: named after it, and with our request id where the outcome is open.
 *
 * @example
 * await transport.send(request, options).catch((error) => { throw withRequestId(error, bank, requestId) })
 */
export const withRequestId = (error: unknown, { provider }: Bank, requestId: string | undefined): unknown => {
  if (!NostroError.isInstance(error)) return error
  return requestId !== undefined && error.code === 'outcome_unknown'
    ? error.with({ provider, bankRequestId: requestId })
    : error.with({ provider })
}

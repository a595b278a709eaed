import type { BankResponse } from '../contracts/http-message.ts'
import type { EpochMs } from '../domain/dates.ts'
import { retryAfterMs } from '../http/retry-policy.ts'
import { cleanBankMessages } from './bank-messages.ts'
import { errorCodes, type NostroErrorCode } from './error-codes.ts'
import { type BankMessage, NostroError } from './nostro-error.ts'
import { pageFaultOf } from './page-faults.ts'
import { leavesChangeOpen, openChange, statusFaultOf } from './status-faults.ts'
import { usualHints } from './usual-hints.ts'
import type { WireFault } from './wire-fault.ts'

/** What the bank's own words say beyond the status; made by the provider, which alone knows the bank's language. */
export interface BankReading {
  readonly code: NostroErrorCode
  readonly message?: string | undefined
  readonly hint?: string | undefined
  /** Milliseconds, where the bank says it in its text and not in `Retry-After`. */
  readonly retryAfterMs?: number | undefined
  /** Overrides what the code says. Without effect on a change whose outcome is open. */
  readonly retryable?: boolean | undefined
  /**
   * The bank's words prove that the call was refused before anything was done: a dead token, a signature that does not
   * verify. Only then does a reading stand against a status that leaves a change open (408, 499, 5xx), and only with a code
   * that is never retryable. That a payment failed is no such proof: only its status says so.
   */
  readonly provesRefusal?: boolean | undefined
}

/** What {@link errorFor} knows of the call beside the answer. */
export interface ErrorForOptions {
  /** Manifest id. */
  readonly provider: string
  /** The bank's name in messages; the provider's id when absent. */
  readonly bank?: string | undefined
  /** Method and path template, without ids: `POST /v1/payments/{product}`. */
  readonly route: string
  /** True when sending the call twice does no harm. Has no default: a payment must never count as one by mistake. */
  readonly idempotent: boolean
  /** The bank's time, for a `Retry-After` that is a date: `transport.bankNow()`. */
  readonly now: EpochMs
  /** Answer header with the bank's id of the call. */
  readonly bankRequestIdHeader?: string | undefined
  /** Our id of the call, as it was sent. */
  readonly requestId?: string | undefined
  /** The bank's messages. Cut, and secrets taken out, here. */
  readonly messages?: readonly BankMessage[] | undefined
  /** What the provider reads in them. */
  readonly reading?: BankReading | undefined
  /**
   * Hints of this bank or call by code, in place of the usual ones. The one for `outcome_unknown` says how the outcome of
   * this change is found: `Use payments.lookup with the same idempotency key.`
   */
  readonly hints?: Readonly<Partial<Record<NostroErrorCode, string>>> | undefined
  /** What a 401 means for this call when nothing else is known: `session_expired` by default. */
  readonly unauthorized?: NostroErrorCode | undefined
}

/**
 * An answer of status 300 and up as an error. In this order: a refusal that the bank's words prove; what leaves a change
 * open; the provider's reading; a page of something in front of the bank (certificate, firewall, proxy); the status.
 *
 * One rule for changes (`idempotent: false`): 408, 499 and every 5xx are `outcome_unknown` and not retryable, whatever a
 * provider reads in them, since the bank may have done it before it failed; so is a fault of the bank's own under another
 * status. 421, 425 and 429 are refusals before any work (RFC 9110 section 15.5.20, RFC 8470, RFC 6585).
 * @example
 * if (response.status >= 400)
 *   throw errorFor(response, { provider: 'ing', route: 'POST /v1/payments', idempotent: false, now: transport.bankNow() })
 */
export const errorFor = (response: BankResponse, options: ErrorForOptions): NostroError => {
  const { provider, bank = provider, route, now, requestId } = options
  const { code, message, hint, retryable } = faultOf(response, options)
  const messages = cleanBankMessages(options.messages ?? [])
  const waitMs = retryable ? (retryAfterMs(response, now) ?? options.reading?.retryAfterMs) : undefined
  const bankRequestId = response.headers[options.bankRequestIdHeader?.toLowerCase() ?? '']
  return new NostroError({
    code,
    provider,
    message: `${bank} answered ${route} with status ${response.status}: ${message.replace(/\.$/, '')}${summaryOf(messages)}.`,
    hint,
    retryable,
    httpStatus: response.status,
    bankMessages: messages,
    requestId,
    retryAfterMs: waitMs,
    bankRequestId: bankRequestId?.slice(0, 128),
  })
}

const faultOf = (
  response: BankResponse,
  { route, idempotent, reading, hints = {}, unauthorized = 'session_expired' }: ErrorForOptions,
): WireFault => {
  const withHint = (fault: WireFault): WireFault => ({ ...fault, hint: hints[fault.code] ?? fault.hint })
  const toFault = (read: BankReading): WireFault => ({
    code: read.code,
    message: read.message ?? errorCodes[read.code].meaning,
    hint: read.hint ?? hints[read.code] ?? usualHints[read.code],
    retryable: read.retryable ?? errorCodes[read.code].retryable,
  })
  const isOpen = !idempotent && leavesChangeOpen(response.status)
  if (isOpen) return provesRefusal(reading) ? { ...toFault(reading), retryable: false } : withHint(openChange)
  // A read that fails says nothing about the payment that was asked for.
  const mayStand = reading !== undefined && !(reading.code === 'payment_rejected' && route.startsWith('GET '))
  if (!mayStand) return pageFaultOf(response) ?? withHint(statusFaultOf(response.status, unauthorized))
  const read = toFault(reading)
  // The bank says that it failed, under whatever status: a change may have been done before.
  return !idempotent && (read.code === 'bank_unavailable' || read.code === 'timeout') ? withHint(openChange) : read
}

/** Words that prove nothing: what may pass, what is open itself, and that a payment failed (its status says so alone). */
const proveNothing: ReadonlySet<NostroErrorCode> = new Set([
  'outcome_unknown',
  'protocol_violation',
  'verification_failed',
  'payment_rejected',
])

const provesRefusal = (reading: BankReading | undefined): reading is BankReading =>
  reading?.provesRefusal === true && !errorCodes[reading.code].retryable && !proveNothing.has(reading.code)

const summaryOf = (messages: readonly BankMessage[]): string => {
  const texts = messages.slice(0, 3).map(({ code, text, path }) => {
    const said = [code, text].filter((part) => part !== undefined && part !== '').join(' ')
    return path === undefined ? said : `${said} (${path})`
  })
  return texts.length === 0 ? '' : `; it says “${texts.join('; ')}”`
}

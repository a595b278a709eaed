import { NostroError, type NostroErrorCode } from '@nostro/core'
import { ApiError, type FieldProblem } from './api-error.ts'

/** RFC 9457, with what core's errors know beyond it. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  /** A plain sentence: clients made for other frameworks read it too. */
  readonly detail: string
  readonly code: string
  readonly requestId: string
  readonly retryable: boolean
  readonly hint?: string | undefined
  readonly provider?: string | undefined
  readonly bankRequestId?: string | undefined
  readonly bankMessages?:
    | readonly { readonly code?: string; readonly text?: string; readonly path?: string }[]
    | undefined
  readonly limitedBy?: 'bank' | 'nostro' | undefined
  readonly errors?: readonly FieldProblem[] | undefined
  readonly action?: { readonly kind: string; readonly href: string } | undefined
}

export interface ProblemAnswer {
  readonly body: Problem
  readonly headers: Readonly<Record<string, string>>
}

/**
 * 401 and 403 speak only of the caller's own credential here. What a bank refuses is 409, 502 or 503, so that a client never logs
 * its user out because a bank's token died.
 */
const statuses: Readonly<Record<NostroErrorCode, number>> = {
  invalid_config: 500,
  consent_required: 409,
  consent_expired: 409,
  session_expired: 409,
  sca_required: 409,
  customer_mismatch: 409,
  user_cancelled: 409,
  conflict: 409,
  rate_limited: 429,
  signature_rejected: 502,
  certificate_rejected: 502,
  clock_skew: 502,
  forbidden: 409,
  not_found: 404,
  invalid_request: 422,
  payment_rejected: 409,
  outcome_unknown: 502,
  bank_unavailable: 503,
  timeout: 504,
  aborted: 503,
  protocol_violation: 502,
  verification_failed: 502,
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition failed',
  413: 'Body too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  422: 'Invalid request',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'The bank’s answer cannot be used',
  503: 'Not available',
  504: 'No answer in time',
}

/** Served by this server: a page for each code. */
const docs = '/problems'

export interface ProblemContext {
  readonly requestId: string
  /** Where the caller renews the consent that the error is about. */
  readonly renewal?: string | undefined
}

/** What went wrong as an answer. What is neither ours nor core's becomes a plain 500 without detail. */
export const toProblem = (error: unknown, { requestId, renewal }: ProblemContext): ProblemAnswer => {
  if (error instanceof ApiError) {
    const { status, code, message, hint, errors, headers, action } = error
    const retryable = status === 429 || status === 503 || code === 'idempotency_in_progress'
    const limitedBy = code === 'rate_limited' ? ('nostro' as const) : undefined
    return { body: frame(status, code, message, { requestId, retryable, hint, errors, limitedBy, action }), headers }
  }
  if (NostroError.isInstance(error)) return fromCore(error, requestId, renewal)
  return {
    body: frame(500, 'internal', 'Something went wrong in this server.', {
      requestId,
      retryable: false,
      hint: 'Look for this request id in the server’s log.',
    }),
    headers: {},
  }
}

const fromCore = (error: NostroError, requestId: string, renewal: string | undefined): ProblemAnswer => {
  const status = statuses[error.code]
  const wants = ['consent_required', 'consent_expired', 'session_expired', 'sca_required'].includes(error.code)
  const retryAfter = error.retryAfterMs === undefined ? undefined : Math.ceil(error.retryAfterMs / 1000)
  return {
    body: frame(status, error.code, error.message, {
      requestId,
      retryable: error.retryable,
      hint: error.hint,
      provider: error.provider,
      bankRequestId: error.bankRequestId,
      bankMessages: error.bankMessages.length === 0 ? undefined : (error.bankMessages as Problem['bankMessages']),
      limitedBy: error.code === 'rate_limited' ? (error.httpStatus === undefined ? 'nostro' : 'bank') : undefined,
      action: wants && renewal !== undefined ? { kind: 'renew', href: renewal } : undefined,
    }),
    headers: retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
  }
}

const frame = (
  status: number,
  code: string,
  detail: string,
  rest: Omit<Problem, 'type' | 'title' | 'status' | 'detail' | 'code'>,
): Problem => ({ type: `${docs}/${code}`, title: titles[status] ?? 'Error', status, detail, code, ...rest })

/** The same as a response, for places that have no framework around them. */
export const problemResponse = (error: unknown, context: ProblemContext): Response => {
  const { body, headers } = toProblem(error, context)
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  })
}

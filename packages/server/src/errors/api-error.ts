/** Codes that only this API has; all others are core's. */
export type ApiErrorCode =
  | 'unauthenticated'
  | 'step_up_required'
  | 'insufficient_scope'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'unsupported_media_type'
  | 'body_too_large'
  | 'misdirected_request'
  | 'idempotency_key_required'
  | 'idempotency_key_reused'
  | 'idempotency_in_progress'
  | 'cursor_expired'
  | 'limit_exceeded'
  | 'rate_limited'
  | 'precondition_required'
  | 'precondition_failed'
  | 'not_ready'
  | 'invalid_request'
  | 'not_found'
  | 'conflict'
  | 'internal'

/** Where in the request something is wrong. */
export interface FieldProblem {
  /** JSON Pointer into the body. */
  readonly pointer?: string | undefined
  readonly parameter?: string | undefined
  readonly header?: string | undefined
  readonly detail: string
}

export interface ProblemAction {
  readonly kind: string
  readonly href: string
}

export interface ApiErrorInit {
  readonly status: number
  readonly code: ApiErrorCode
  /** What happened, for people. Never a token, key or full IBAN. */
  readonly detail: string
  /** What the reader can do next. */
  readonly hint?: string | undefined
  readonly errors?: readonly FieldProblem[] | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Where a person goes to get past it. */
  readonly action?: ProblemAction | undefined
}

/** A refusal of the API itself: the caller's credential, the form of the request, a limit. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: ApiErrorCode
  readonly hint: string | undefined
  readonly errors: readonly FieldProblem[] | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly action: ProblemAction | undefined

  constructor(init: ApiErrorInit) {
    super(init.detail)
    this.status = init.status
    this.code = init.code
    this.hint = init.hint
    this.errors = init.errors
    this.headers = init.headers ?? {}
    this.action = init.action
  }
}

export const notFound = (what: string, hint: string): ApiError =>
  new ApiError({ status: 404, code: 'not_found', detail: `There is no such ${what}.`, hint })

export const conflict = (detail: string, hint: string): ApiError =>
  new ApiError({ status: 409, code: 'conflict', detail, hint })

export const invalidRequest = (detail: string, hint?: string): ApiError =>
  new ApiError({ status: 422, code: 'invalid_request', detail, hint })

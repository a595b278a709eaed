import type { HttpMethod, OutgoingRequest } from '../contracts/http-message.ts'

/** What a request is made of, but for its body. */
export interface RequestParts {
  readonly method: HttpMethod
  readonly origin: string
  readonly target: string
  /** Those that are `undefined` are left out. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
}

const encoder = new TextEncoder()

const toHeaders = (headers: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> => {
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) given[name] = value
  }
  return Object.freeze(given)
}

/**
 * A request without a body.
 *
 * @example
 * toRequest({ method: 'GET', origin: 'https://api.example', target: '/v1/accounts' })
 */
export const toRequest = ({ method, origin, target, headers = {} }: RequestParts): OutgoingRequest =>
  Object.freeze({ method, origin, target, headers: toHeaders(headers) })

/**
 * A request with these very bytes. Set `Content-Type` in the headers: it may be part of what is signed.
 *
 * @example
 * toRequestWithBody({ method: 'POST', origin, target, headers: { 'Content-Type': 'application/xml' } }, xml)
 */
export const toRequestWithBody = (
  { method, origin, target, headers = {} }: RequestParts,
  body: Uint8Array | string,
): OutgoingRequest =>
  Object.freeze({
    method,
    origin,
    target,
    headers: toHeaders(headers),
    body: typeof body === 'string' ? encoder.encode(body) : body,
  })

/**
 * The one place where JSON becomes bytes: compact, UTF-8, in the order of the members.
 *
 * @example
 * toJsonRequest({ method: 'POST', origin, target: '/v1/payments' }, payment)
 */
export const toJsonRequest = (parts: RequestParts, value: unknown): OutgoingRequest =>
  toRequestWithBody(
    { ...parts, headers: { 'Content-Type': 'application/json', ...parts.headers } },
    JSON.stringify(value),
  )

/**
 * `application/x-www-form-urlencoded` in the order of the entries; a blank becomes `+` (WHATWG URL).
 *
 * @example
 * toFormRequest({ method: 'POST', origin, target: '/token' }, { grant_type: 'client_credentials' })
 */
export const toFormRequest = (parts: RequestParts, entries: Readonly<Record<string, string>>): OutgoingRequest =>
  toRequestWithBody(
    { ...parts, headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...parts.headers } },
    new URLSearchParams(entries).toString(),
  )

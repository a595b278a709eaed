import type { MiddlewareHandler } from 'hono'
import { nobody } from '../auth/scopes.ts'
import { ApiError } from '../errors/api-error.ts'
import { createId } from '../store/ids.ts'
import { inRequestSpan } from '../telemetry/spans.ts'
import type { ApiEnv } from './api-env.ts'
import type { Services } from './services.ts'

const apiPolicy = "default-src 'none'; frame-ancestors 'none'"

/** Request id, headers of every answer, and figures. */
export const frameAnswers =
  (services: Services): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const { settings, clock, metrics, logger } = services
    const began = clock.monotonic?.() ?? clock.now()
    const requestId = createId('req', services)
    c.set('requestId', requestId)
    await inRequestSpan(c.req.raw, async () => {
      await next()
      return { route: c.req.routePath, status: c.res.status }
    })
    const headers: Readonly<Record<string, string>> = {
      'Request-Id': requestId,
      'Nostro-Version': settings.version,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    }
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
    if (!c.res.headers.has('Content-Security-Policy')) c.res.headers.set('Content-Security-Policy', apiPolicy)
    // Only over TLS with a real name: on loopback it would bind every program of the machine.
    if (settings.publicUrl.startsWith('https:') && !/^https:\/\/(localhost|127\.)/.test(settings.publicUrl))
      c.res.headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
    const seconds = ((clock.monotonic?.() ?? clock.now()) - began) / 1000
    const labels = { method: c.req.method, route: c.req.routePath, status: String(c.res.status) }
    metrics.count('nostro_http_requests_total', labels)
    metrics.observe('nostro_http_request_seconds', { route: labels.route }, seconds)
    logger.info({ requestId, ...labels, seconds }, 'Answered.')
  }

/** Data is for programs: a browser that opens it as a page (a link in a mail) gets none. */
export const refuseDocuments: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (c.req.header('sec-fetch-dest') === 'document') {
    throw new ApiError({
      status: 406,
      code: 'not_acceptable',
      detail: 'This address gives data to programs, not a page.',
      hint: 'Open / in the browser.',
    })
  }
  await next()
}

/**
 * Bodies are JSON and nothing else: no other type, charset or encoding. This is also what keeps forms of other sites out, which
 * cannot send that type.
 */
export const requireJson: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && hasBody(c.req.raw)) {
    const type = (c.req.header('content-type') ?? '').toLowerCase().replaceAll(' ', '')
    const isJson = type === 'application/json' || type === 'application/json;charset=utf-8'
    const encoding = c.req.header('content-encoding')
    if (!isJson || (encoding !== undefined && encoding !== 'identity')) {
      throw new ApiError({
        status: 415,
        code: 'unsupported_media_type',
        detail: 'The body is not plain JSON.',
        hint: 'Send it with “Content-Type: application/json” and no Content-Encoding.',
      })
    }
  }
  await next()
}

/** By the headers alone: a server gives every POST a stream, also one that sent nothing. */
const hasBody = ({ headers }: Request): boolean => {
  const length = headers.get('content-length')
  return length === null ? headers.has('transfer-encoding') || headers.has('content-type') : length !== '0'
}

/** A token bucket for each caller, in this process. */
export const limitRequests = (
  { clock, settings }: Services,
  perMinute = settings.requestsPerMinute ?? 300,
): MiddlewareHandler<ApiEnv> => {
  const buckets = new Map<string, { left: number; at: number }>()
  return async (c, next) => {
    // Before signing in there is no caller yet.
    const caller = c.get('caller') ?? nobody
    const key = caller.kind === 'none' ? `peer:${c.env?.peer ?? ''}` : caller.id
    const now = clock.now()
    const bucket = buckets.get(key) ?? { left: perMinute, at: now }
    const refilled = Math.min(perMinute, bucket.left + (Math.max(0, now - bucket.at) / 60_000) * perMinute)
    const isFull = refilled < 1
    buckets.set(key, { left: isFull ? refilled : refilled - 1, at: now })
    if (buckets.size > 10_000) for (const [old, { at }] of buckets) if (now - at > 60_000) buckets.delete(old)
    const reset = Math.ceil(((1 - refilled) / perMinute) * 60)
    if (isFull) {
      throw new ApiError({
        status: 429,
        code: 'rate_limited',
        detail: `This caller made ${perMinute} requests in a minute.`,
        hint: 'Wait as long as Retry-After says.',
        headers: { 'Retry-After': String(Math.max(1, reset)) },
      })
    }
    await next()
    c.res.headers.set('RateLimit-Policy', `"default";q=${perMinute};w=60`)
    c.res.headers.set('RateLimit', `"default";r=${Math.floor(refilled - 1)};t=60`)
  }
}

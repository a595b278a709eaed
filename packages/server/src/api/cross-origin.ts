import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from './api-env.ts'
import type { Services } from './services.ts'

const allowed = {
  'Access-Control-Allow-Methods': 'GET, POST, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID',
  'Access-Control-Max-Age': '600',
}

/**
 * Pages of other sites: none, but those of the list, and these with a token alone. Credentials are never allowed, so that a browser
 * sends no cookie along.
 */
export const crossOrigin = ({ settings }: Services): MiddlewareHandler<ApiEnv> => {
  const origins = new Set(settings.corsOrigins ?? [])
  return async (c, next) => {
    const origin = c.req.header('origin')
    const isListed = origin !== undefined && origins.has(origin)
    if (isListed && c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined)
      return c.body(null, 204, { ...allowed, 'Access-Control-Allow-Origin': origin, Vary: 'Origin' })
    await next()
    if (origins.size > 0) c.res.headers.append('Vary', 'Origin')
    if (isListed) {
      c.res.headers.set('Access-Control-Allow-Origin', origin)
      c.res.headers.set(
        'Access-Control-Expose-Headers',
        'Link, Location, Request-Id, Retry-After, Idempotency-Replayed',
      )
      c.res.headers.set('Cross-Origin-Resource-Policy', 'cross-origin')
    }
    return undefined
  }
}

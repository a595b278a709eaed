import { ApiError } from '../errors/api-error.ts'

/**
 * Requests that change something and are authenticated by a cookie: from our own pages alone. A form cannot send JSON or a header
 * of its own, and a page of another site has another `Origin`. Comparing `Origin` with `Host` proves nothing (a name that was
 * rebound to loopback sends equal ones), so it is compared with the configured address.
 */
export const assertSameOrigin = (request: Request, publicUrl: string): void => {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const { headers } = request
  const origin = headers.get('origin')
  const isOurs = origin === null ? headers.get('sec-fetch-site') === 'same-origin' : isSameSite(origin, publicUrl)
  if (isOurs && headers.get('nostro-request') === '1') return
  throw new ApiError({
    status: 403,
    code: 'insufficient_scope',
    detail: 'The request does not come from a page of this server.',
    hint: 'Requests with a browser’s session need the header “Nostro-Request: 1” and this server’s own origin.',
  })
}

/** On loopback the two names of one machine are one site. */
const isSameSite = (origin: string, publicUrl: string): boolean => {
  const own = new URL(publicUrl)
  if (origin === own.origin) return true
  const loopback = ['localhost', '127.0.0.1', '[::1]']
  return (
    loopback.includes(own.hostname) &&
    loopback.some((name) => origin === `${own.protocol}//${name}${own.port === '' ? '' : `:${own.port}`}`)
  )
}

import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import type { ApiEnv } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { ApiError } from '../errors/api-error.ts'
import { activeTraceId } from '../telemetry/spans.ts'
import { assertSameOrigin } from './same-origin.ts'
import { type Caller, nobody, type Scope } from './scopes.ts'

/** Chromium keeps it on loopback too; `__Host-` binds it to this very host. */
export const sessionCookie = '__Host-nostro'

const unauthenticated = (detail: string): ApiError =>
  new ApiError({
    status: 401,
    code: 'unauthenticated',
    detail,
    hint: 'Send “Authorization: Bearer TOKEN” with a token of this server, or sign in with a browser.',
    headers: { 'WWW-Authenticate': 'Bearer realm="nostro"' },
  })

const findCaller = async (services: Services, c: Context<ApiEnv>): Promise<Caller> => {
  const header = c.req.header('authorization')
  const cookie = getCookie(c, sessionCookie)
  if (header !== undefined && cookie !== undefined) {
    throw new ApiError({
      status: 400,
      code: 'invalid_request',
      detail: 'The request carries a token and a browser’s session.',
      hint: 'Send one of them.',
    })
  }
  if (header !== undefined) {
    const token = /^Bearer ([^\s]+)$/i.exec(header)?.[1]
    if (token === undefined) throw unauthenticated('The Authorization header is not “Bearer TOKEN”.')
    const caller = await services.tokens.find(token)
    if (caller === undefined) throw unauthenticated('The token is unknown, revoked or over.')
    return caller
  }
  if (cookie === undefined) return nobody
  const caller = await services.sessions.find(cookie)
  if (caller === undefined) return nobody
  await refuseForeign(services, c, caller)
  return caller
}

/** A browser sends its cookie with whatever page asks it to: only requests of our own pages may change something. */
const refuseForeign = async (services: Services, c: Context<ApiEnv>, caller: Caller): Promise<void> => {
  try {
    assertSameOrigin(c.req.raw, services.settings.publicUrl)
  } catch (error) {
    await services.audit.record({
      actor: caller.id,
      via: 'browser',
      action: 'request.cross_site',
      outcome: 'refused',
      requestId: c.get('requestId'),
    })
    throw error
  }
}

/** Finds out who calls. Routes decide what the caller must be allowed to. */
export const authenticate =
  (services: Services): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const caller = await findCaller(services, c)
    c.set('caller', caller)
    c.set('ctx', toCallContext(services, c, caller))
    await next()
  }

/** The customer is taken to be present where a person acts here, by a browser or on the machine itself. */
const toCallContext = ({ settings, random }: Services, c: Context<ApiEnv>, caller: Caller) => {
  const traceId = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(c.req.header('traceparent') ?? '')?.[1]
  const { peer } = c.env ?? {}
  const address =
    peer !== undefined && isPublicAddress(peer) && caller.kind === 'session' ? peer : settings.psuIpAddress
  const userAgent = c.req.header('user-agent')?.slice(0, 200)
  return {
    signal: c.req.raw.signal,
    traceId: traceId ?? activeTraceId() ?? random.uuid(),
    psu: address === undefined ? undefined : { ipAddress: address, userAgent },
  }
}

/** Banks refuse private addresses, and they say nothing about where the customer is. */
const isPublicAddress = (address: string): boolean =>
  !/^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|fe80:|f[cd]|::ffff:)/i.test(address)

/** Lets only callers with this scope pass. */
export const requireScope =
  (scope: Scope): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const caller = c.get('caller')
    if (caller.kind === 'none') throw unauthenticated('This needs a token or a signed-in browser.')
    if (!caller.scopes.has(scope)) {
      throw new ApiError({
        status: 403,
        code: 'insufficient_scope',
        detail:
          caller.user === undefined
            ? `The token lacks the scope “${scope}”.`
            : `“${scope}” is not among what a ${caller.user.role} may do with this.`,
        hint:
          caller.user === undefined
            ? `Make one that has it: nostro token new --scopes ${scope}`
            : 'Ask an administrator of this server for another role.',
        headers: { 'WWW-Authenticate': `Bearer realm="nostro", error="insufficient_scope", scope="${scope}"` },
      })
    }
    await next()
  }

/** For a route: its scope in the document, and the check of it. */
export const secured = (scope: Scope) => ({
  security: [{ token: [scope] }, { session: [] }],
  middleware: requireScope(scope),
})

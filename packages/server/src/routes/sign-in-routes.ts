import { createRoute, z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { type ApiApp, type ApiEnv, body, createApp, json, problems } from '../api/api-env.ts'
import { limitBody } from '../api/body-limit.ts'
import { limitRequests, requireJson } from '../api/middleware.ts'
import type { Services } from '../api/services.ts'
import { authenticate, secured, sessionCookie } from '../auth/authenticate.ts'
import { isLoopbackHost } from '../auth/page-origin.ts'
import { assertSameOrigin } from '../auth/same-origin.ts'
import { roles, scopes } from '../auth/scopes.ts'
import type { OpenedSession } from '../auth/sessions.ts'
import { isFresh } from '../auth/step-up.ts'
import { ApiError } from '../errors/api-error.ts'
import { instant } from '../schemas/common.ts'

const tags = ['Sign-in']
/** Attempts a minute from one address. */
const attemptsPerMinute = 10

export const signedInSchema = z.object({ signedIn: z.literal(true), expiresAt: instant }).openapi('SignedIn')

const sessionState = z
  .object({
    signedIn: z.boolean(),
    id: z.string().optional(),
    name: z.string().optional(),
    role: z.enum(roles).optional().openapi({ description: 'Absent for the owner, who may do everything.' }),
    scopes: z.array(z.enum(scopes)).optional().openapi({ description: 'What the signed-in person may do.' }),
    verified: z.boolean().openapi({ description: 'The person proved in the last five minutes that it is them.' }),
    methods: z.object({
      passkey: z.boolean().openapi({ description: 'A passkey is registered.' }),
      passkeyPossible: z.boolean(),
      recoveryCode: z.boolean().openapi({ description: 'Somebody has a recovery code left.' }),
      bankid: z.boolean().openapi({ description: 'The owner’s BankID is known, and BankID is configured.' }),
      bankidPossible: z.boolean(),
      oidc: z.string().optional().openapi({ description: 'Name of the OpenID provider.' }),
    }),
    demo: z.boolean(),
    version: z.string(),
    localhostUrl: z
      .string()
      .optional()
      .openapi({ description: 'Where passkeys work, for a page that was opened by an IP address.' }),
  })
  .openapi('SessionState')

const stateRoute = createRoute({
  method: 'get',
  path: '/auth/session',
  operationId: 'getSession',
  tags,
  summary: 'Whether this browser is signed in, and how one can sign in',
  security: [],
  responses: { 200: json(sessionState, 'The state'), ...problems },
})

const loginRoute = createRoute({
  method: 'post',
  path: '/auth/login',
  operationId: 'logIn',
  tags,
  summary: 'Sign in by the code of a one-time link',
  security: [],
  request: { body: body(z.strictObject({ code: z.string().min(1).max(100) })) },
  responses: { 200: json(signedInSchema, 'Signed in; the cookie is set'), ...problems },
})

const logoutRoute = createRoute({
  method: 'post',
  path: '/auth/logout',
  operationId: 'logOut',
  tags,
  summary: 'Sign this browser out',
  ...secured('read'),
  responses: { 200: json(z.object({ ended: z.literal(true) }), 'Signed out'), ...problems },
})

/** What all ways to sign in have in common: the cookie, the audit, the answer. */
export const openForBrowser = async (
  services: Services,
  c: Context<ApiEnv>,
  { secret, view }: OpenedSession,
): Promise<z.infer<typeof signedInSchema>> => {
  await recordLogin(services, c, { actor: view.id, outcome: 'done', target: view.method })
  setCookie(c, sessionCookie, secret, { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' })
  return { signedIn: true, expiresAt: toInstant(view.expiresAt) }
}

export const recordLogin = (
  { audit }: Services,
  c: Context<ApiEnv>,
  line: { readonly actor?: string; readonly target?: string | undefined; readonly outcome: 'done' | 'refused' },
) =>
  audit.record({
    actor: line.actor ?? 'nobody',
    via: 'browser',
    action: 'login',
    target: line.target,
    outcome: line.outcome,
    requestId: c.get('requestId'),
  })

/** Requests of a browser that is not signed in yet: of our own pages, and few of them. */
export const guardSignIn = (services: Services, app: ApiApp, path: string): void => {
  app.use(path, requireJson, limitBody(64 * 1024), limitRequests(services, attemptsPerMinute), async (c, next) => {
    assertSameOrigin(c.req.raw, services.settings.publicUrl)
    await next()
  })
}

/** Signing in and out of a browser. */
export const signInRoutes = (services: Services): ApiApp => {
  const { sessions, passkeys, recoveryCodes, identities, registry, settings, clock } = services
  const app = createApp()
  guardSignIn(services, app, '/auth/login')
  app.use('/auth/logout', requireJson, authenticate(services))
  app.use('/auth/session', authenticate(services))

  app.openapi(stateRoute, async (c) => {
    const caller = c.get('caller')
    const signedIn = caller.kind === 'session'
    const [keys, linked, recoveryCode] = await Promise.all([
      passkeys.count(),
      identities.list(),
      recoveryCodes.isPossible(),
    ])
    const hasBankId = registry.all.some(({ provider }) => provider.manifest.id === 'bankid')
    const { hostname, port } = new URL(settings.publicUrl)
    return c.json(
      {
        signedIn,
        id: signedIn ? caller.id : undefined,
        name: signedIn ? caller.name : undefined,
        role: caller.user?.role,
        scopes: signedIn ? [...caller.scopes] : undefined,
        verified: signedIn && isFresh(caller, clock),
        methods: {
          passkey: keys > 0 && passkeys.isPossible,
          passkeyPossible: passkeys.isPossible,
          recoveryCode,
          bankid: hasBankId && linked.length > 0,
          bankidPossible: hasBankId,
          oidc: settings.oidc === undefined ? undefined : (settings.oidc.name ?? 'OpenID'),
        },
        demo: settings.isDemo === true,
        version: settings.version,
        localhostUrl: isLoopbackHost(hostname) ? `http://localhost${port === '' ? '' : `:${port}`}` : undefined,
      },
      200,
    )
  })

  app.openapi(loginRoute, async (c) => {
    const made = await sessions.redeem(c.req.valid('json').code, c.req.header('user-agent'))
    if (made !== undefined) return c.json(await openForBrowser(services, c, made), 200)
    await recordLogin(services, c, { outcome: 'refused', target: 'link' })
    throw new ApiError({
      status: 401,
      code: 'unauthenticated',
      detail: 'This link was used already, or its ten minutes are over.',
      hint: 'Make another: nostro login-link',
    })
  })

  app.openapi(logoutRoute, async (c) => {
    await sessions.end(c.get('caller').id)
    deleteCookie(c, sessionCookie, { path: '/', secure: true })
    c.header('Clear-Site-Data', '"cache", "storage"')
    return c.json({ ended: true as const }, 200)
  })
  return app
}

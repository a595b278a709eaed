import { createRoute, z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import { limitBody } from '../api/body-limit.ts'
import { requireJson } from '../api/middleware.ts'
import type { Services } from '../api/services.ts'
import { authenticate, secured } from '../auth/authenticate.ts'
import { browserOnly } from '../auth/browser-only.ts'
import type { PasskeyView } from '../auth/passkeys.ts'
import { assertFresh } from '../auth/step-up.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { instant } from '../schemas/common.ts'
import { guardSignIn, openForBrowser, recordLogin, signedInSchema } from './sign-in-routes.ts'

const tags = ['Sign-in']

const passkeySchema = z
  .object({ id: z.string(), name: z.string(), createdAt: instant, lastUsedAt: instant.optional() })
  .openapi('Passkey')

/** What the browser’s own interface takes and gives: its shapes are WebAuthn’s (level 3), not ours. */
const webAuthn = z.record(z.string(), z.unknown()).openapi({ description: 'JSON of WebAuthn, level 3.' })
const answerBody = z.strictObject({ response: webAuthn })
const options = json(z.object({ options: webAuthn }), 'For navigator.credentials')

const listRoute = createRoute({
  method: 'get',
  path: '/auth/passkeys',
  operationId: 'listPasskeys',
  tags,
  summary: 'Your passkeys',
  ...secured('read'),
  responses: { 200: json(z.object({ data: z.array(passkeySchema) }), 'The passkeys'), ...problems },
})

const registrationRoute = createRoute({
  method: 'post',
  path: '/auth/passkeys/registration',
  operationId: 'startPasskeyRegistration',
  tags,
  summary: 'What a browser needs to make a passkey',
  ...secured('read'),
  responses: { 200: options, ...problems },
})

const createPasskey = createRoute({
  method: 'post',
  path: '/auth/passkeys',
  operationId: 'createPasskey',
  tags,
  summary: 'Keep a new passkey',
  ...secured('read'),
  request: { body: body(z.strictObject({ name: z.string().min(1).max(100), response: webAuthn })) },
  responses: { 201: json(passkeySchema, 'It is kept'), ...problems },
})

const removeRoute = createRoute({
  method: 'delete',
  path: '/auth/passkeys/{id}',
  operationId: 'removePasskey',
  tags,
  summary: 'Forget a passkey',
  ...secured('read'),
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json(z.object({ ended: z.literal(true) }), 'It is forgotten'), ...problems },
})

const startLogin = createRoute({
  method: 'post',
  path: '/auth/passkeys/login/challenge',
  operationId: 'startPasskeyLogin',
  tags,
  summary: 'What a browser needs to sign in with a passkey',
  security: [],
  responses: { 200: options, ...problems },
})

const login = createRoute({
  method: 'post',
  path: '/auth/passkeys/login',
  operationId: 'logInWithPasskey',
  tags,
  summary: 'Sign in with a passkey',
  security: [],
  request: { body: body(answerBody) },
  responses: { 200: json(signedInSchema, 'Signed in; the cookie is set'), ...problems },
})

const startVerification = createRoute({
  method: 'post',
  path: '/auth/verification/challenge',
  operationId: 'startVerification',
  tags,
  summary: 'What a browser needs to prove again that it is the owner',
  ...secured('read'),
  responses: { 200: options, ...problems },
})

const verification = createRoute({
  method: 'post',
  path: '/auth/verification',
  operationId: 'verifySession',
  tags,
  summary: 'Prove with a passkey that it is the owner: payments may leave for five minutes',
  ...secured('read'),
  request: { body: body(answerBody) },
  responses: { 200: json(z.object({ verified: z.literal(true) }), 'It is the owner'), ...problems },
})

const toPasskey = ({ id, name, createdAt, lastUsedAt }: PasskeyView): z.infer<typeof passkeySchema> => ({
  id,
  name,
  createdAt: toInstant(createdAt),
  lastUsedAt: lastUsedAt === undefined ? undefined : toInstant(lastUsedAt),
})

export const passkeyRoutes = (services: Services): ApiApp => {
  const { passkeys, sessions, audit } = services
  const app = createApp()
  for (const path of ['/auth/passkeys', '/auth/passkeys/:id', '/auth/verification', '/auth/verification/challenge'])
    app.use(path, requireJson, limitBody(64 * 1024), authenticate(services))
  for (const path of ['/auth/passkeys/login', '/auth/passkeys/login/challenge']) guardSignIn(services, app, path)

  const record = (actor: string, action: string, target: string, requestId: string) =>
    audit.record({ actor, via: 'browser', action, target, outcome: 'done', requestId })

  app.openapi(listRoute, async (c) =>
    c.json({ data: (await passkeys.list(c.get('caller').user?.id)).map(toPasskey) }, 200),
  )
  app.openapi(registrationRoute, async (c) => {
    const caller = browserOnly(c.get('caller'))
    // The first one of a person is registered after the one-time link; others need a proof of the person.
    if ((await passkeys.list(caller.user?.id)).length > 0) await assertFresh(services, caller)
    return c.json({ options: plain(await passkeys.registrationOptions(caller.id, caller.user)) }, 200)
  })
  app.openapi(createPasskey, async (c) => {
    const caller = browserOnly(c.get('caller'))
    const { name, response } = c.req.valid('json')
    const made = await passkeys.register({ session: caller.id, name, response, user: caller.user?.id })
    await sessions.verified(caller.id)
    await record(caller.id, 'passkey.create', made.id, c.get('requestId'))
    return c.json(toPasskey(made), 201)
  })
  app.openapi(removeRoute, async (c) => {
    const { id } = c.req.valid('param')
    const caller = browserOnly(c.get('caller'))
    await assertFresh(services, caller)
    if (!(await passkeys.remove(id, caller.user?.id))) throw notFound('passkey', 'List them: GET /auth/passkeys')
    await record(c.get('caller').id, 'passkey.remove', id, c.get('requestId'))
    return c.json({ ended: true as const }, 200)
  })

  app.openapi(startLogin, async (c) => c.json({ options: plain(await passkeys.requestOptions('login')) }, 200))
  app.openapi(login, async (c) => {
    const { response } = c.req.valid('json')
    const used = await passkeys.verify('login', { response })
    if (used === undefined) {
      await recordLogin(services, c, { outcome: 'refused', target: 'passkey' })
      throw doesNotHold()
    }
    const opened = await sessions.open({ method: 'passkey', userAgent: c.req.header('user-agent'), user: used.user })
    return c.json(await openForBrowser(services, c, opened), 200)
  })

  app.openapi(startVerification, async (c) => {
    const { id, user } = browserOnly(c.get('caller'))
    return c.json({ options: plain(await passkeys.requestOptions('verification', id, user?.id)) }, 200)
  })
  app.openapi(verification, async (c) => {
    const { id, user } = browserOnly(c.get('caller'))
    const { response } = c.req.valid('json')
    const used = await passkeys.verify('verification', { session: id, user: user?.id, response })
    if (used === undefined) throw doesNotHold()
    await sessions.verified(id)
    await record(id, 'session.verify', used.id, c.get('requestId'))
    return c.json({ verified: true as const }, 200)
  })
  return app
}

const plain = (value: object): Record<string, unknown> => ({ ...value })

const doesNotHold = (): ApiError =>
  new ApiError({
    status: 403,
    code: 'step_up_required',
    detail: 'The passkey’s answer does not hold.',
    hint: 'Try again; an answer is good for five minutes, once.',
  })

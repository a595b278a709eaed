import { createRoute, z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import type { TokenView } from '../auth/api-tokens.ts'
import { secured } from '../auth/authenticate.ts'
import { assertMayGive } from '../auth/may-give.ts'
import { scopesOfRole } from '../auth/roles.ts'
import { scopes } from '../auth/scopes.ts'
import { assertFresh } from '../auth/step-up.ts'
import { conflict, invalidRequest, notFound } from '../errors/api-error.ts'
import { day, instant, limitParameter, money, positiveMoney } from '../schemas/common.ts'

const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.enum(scopes)),
    createdAt: instant,
    expiresAt: instant,
    lastUsedDay: day.optional(),
    dailyCeiling: money.optional(),
  })
  .openapi('Token')

const newTokenBody = z
  .strictObject({
    name: z.string().min(1).max(100),
    scopes: z.array(z.enum(scopes)).min(1),
    days: z.number().int().min(1).max(365).optional(),
    dailyCeiling: positiveMoney.optional().openapi({ description: 'What may be sent with it in a day (UTC).' }),
  })
  .openapi('NewToken')

const idParameter = z.object({ id: z.string() })
const ended = json(z.object({ ended: z.literal(true) }), 'It is over')

const listTokens = createRoute({
  method: 'get',
  path: '/tokens',
  operationId: 'listTokens',
  tags: ['Administration'],
  summary: 'API tokens',
  ...secured('admin'),
  responses: { 200: json(z.object({ data: z.array(tokenSchema) }), 'The tokens'), ...problems },
})

const createToken = createRoute({
  method: 'post',
  path: '/tokens',
  operationId: 'createToken',
  tags: ['Administration'],
  summary: 'A new API token, shown this once',
  ...secured('admin'),
  request: { body: body(newTokenBody) },
  responses: { 201: json(tokenSchema.extend({ token: z.string() }).openapi('CreatedToken'), 'The token'), ...problems },
})

const revokeToken = createRoute({
  method: 'delete',
  path: '/tokens/{id}',
  operationId: 'revokeToken',
  tags: ['Administration'],
  summary: 'End a token',
  ...secured('admin'),
  request: { params: idParameter },
  responses: { 200: ended, ...problems },
})

const sessionSchema = z
  .object({
    id: z.string(),
    current: z.boolean(),
    method: z.enum(['link', 'passkey', 'oidc', 'bankid', 'recovery_code']),
    browser: z.string().optional(),
    createdAt: instant,
    lastSeenAt: instant,
    expiresAt: instant,
  })
  .openapi('Session')

const listSessions = createRoute({
  method: 'get',
  path: '/sessions',
  operationId: 'listSessions',
  tags: ['Administration'],
  summary: 'Signed-in browsers',
  ...secured('admin'),
  responses: { 200: json(z.object({ data: z.array(sessionSchema) }), 'The sessions'), ...problems },
})

const endSession = createRoute({
  method: 'delete',
  path: '/sessions/{id}',
  operationId: 'endSession',
  tags: ['Administration'],
  summary: 'Sign a browser out',
  ...secured('admin'),
  request: { params: idParameter },
  responses: { 200: ended, ...problems },
})

const endOtherSessions = createRoute({
  method: 'post',
  path: '/sessions/end-others',
  operationId: 'endOtherSessions',
  tags: ['Administration'],
  summary: 'Sign all browsers out but this one',
  ...secured('admin'),
  responses: { 200: json(z.object({ ended: z.number().int() }), 'How many'), ...problems },
})

const createLoginLink = createRoute({
  method: 'post',
  path: '/login-links',
  operationId: 'createLoginLink',
  tags: ['Administration'],
  summary: 'A code that signs one browser in, once, within ten minutes',
  ...secured('admin'),
  request: {
    query: z.strictObject({
      userId: z.string().optional().openapi({ description: 'For a person of the team; for the owner when absent.' }),
    }),
  },
  responses: { 201: json(z.object({ code: z.string(), path: z.string() }), 'The code'), ...problems },
})

const auditLine = z
  .object({
    seq: z.number().int(),
    at: instant,
    actor: z.string(),
    via: z.string(),
    action: z.string(),
    target: z.string().optional(),
    outcome: z.string(),
    requestId: z.string().optional(),
  })
  .openapi('AuditLine')

const listAudit = createRoute({
  method: 'get',
  path: '/audit',
  operationId: 'listAudit',
  tags: ['Administration'],
  summary: 'Who did what, oldest first',
  ...secured('admin'),
  request: {
    query: z.strictObject({
      after: z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number)
        .optional()
        .openapi({ type: 'integer' }),
      limit: limitParameter,
    }),
  },
  responses: { 200: json(z.object({ data: z.array(auditLine) }), 'The lines'), ...problems },
})

const verdict = z
  .object({
    holds: z.boolean(),
    lines: z.number().int(),
    brokenAt: z.number().int().optional(),
    reason: z.string().optional(),
  })
  .openapi('AuditVerdict')

const verifyAudit = createRoute({
  method: 'get',
  path: '/audit/verification',
  operationId: 'verifyAudit',
  tags: ['Administration'],
  summary: 'Whether the chain of the audit holds',
  ...secured('admin'),
  responses: { 200: json(verdict, 'The verdict'), ...problems },
})

const toToken = (view: TokenView): z.infer<typeof tokenSchema> => ({
  id: view.id,
  name: view.name,
  prefix: view.prefix,
  scopes: [...view.scopes],
  createdAt: toInstant(view.createdAt),
  expiresAt: toInstant(view.expiresAt),
  lastUsedDay: view.lastUsedDay,
  dailyCeiling: view.dailyCeiling,
})

export const adminRoutes = (services: Services): ApiApp => {
  const { tokens, sessions, users, audit } = services
  const app = createApp()
  app.openapi(listTokens, async (c) => c.json({ data: (await tokens.list()).map(toToken) }, 200))
  app.openapi(createToken, async (c) => {
    const wanted = c.req.valid('json')
    const caller = c.get('caller')
    assertMayGive(caller, wanted.scopes, { isOwn: true })
    const { token, view } = await tokens.create({ ...wanted, user: caller.user?.id })
    await audit.record({
      actor: caller.id,
      via: 'api',
      action: 'token.create',
      target: view.id,
      outcome: 'done',
      requestId: c.get('requestId'),
    })
    return c.json({ ...toToken(view), token }, 201)
  })
  app.openapi(revokeToken, async (c) => {
    const { id } = c.req.valid('param')
    if (!(await tokens.revoke(id))) throw notFound('token', 'List them: GET /v1/tokens')
    const actor = c.get('caller').id
    await audit.record({
      actor,
      via: 'api',
      action: 'token.revoke',
      target: id,
      outcome: 'done',
      requestId: c.get('requestId'),
    })
    return c.json({ ended: true as const }, 200)
  })
  app.openapi(listSessions, async (c) => {
    const caller = c.get('caller').id
    const data = (await sessions.list()).map(({ id, method, browser, createdAt, lastSeenAt, expiresAt }) => ({
      id,
      current: id === caller,
      method,
      browser,
      createdAt: toInstant(createdAt),
      lastSeenAt: toInstant(lastSeenAt),
      expiresAt: toInstant(expiresAt),
    }))
    return c.json({ data }, 200)
  })
  app.openapi(endSession, async (c) => {
    const { id } = c.req.valid('param')
    if (!(await sessions.end(id))) throw notFound('session', 'List them: GET /v1/sessions')
    return c.json({ ended: true as const }, 200)
  })
  app.openapi(endOtherSessions, async (c) => c.json({ ended: await sessions.endOthers(c.get('caller').id) }, 200))
  app.openapi(createLoginLink, async (c) => {
    const caller = c.get('caller')
    await assertFresh(services, caller)
    const { userId } = c.req.valid('query')
    // A removed person could sign in again by a link of the owner.
    if (userId === undefined && caller.user !== undefined)
      throw invalidRequest('A person of the team makes no link for the owner.', 'Give userId.')
    const user = userId === undefined ? undefined : await users.get(userId)
    assertMayGive(caller, user === undefined ? scopes : scopesOfRole[user.role], { isOwn: userId === caller.user?.id })
    if (user?.disabledAt !== undefined)
      throw conflict('This person is disabled.', 'Enable them first: PATCH /v1/users/{id} {"disabled":false}')
    const code = await sessions.createLink(userId)
    await audit.record({
      actor: c.get('caller').id,
      via: 'api',
      action: 'login_link.create',
      target: userId,
      outcome: 'done',
      requestId: c.get('requestId'),
    })
    return c.json({ code, path: `/#login=${code}` }, 201)
  })
  app.openapi(listAudit, async (c) => {
    const { after = 0, limit = 100 } = c.req.valid('query')
    return c.json({ data: [...(await audit.after(after, limit))] }, 200)
  })
  app.openapi(verifyAudit, async (c) => c.json(await audit.verify(), 200))
  return app
}

import { createRoute, z } from '@hono/zod-openapi'
import type { CallContext, PendingConnection } from '@nostro/core'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { secured } from '../auth/authenticate.ts'
import { answerChallenge } from '../challenges/answer-challenge.ts'
import { assertReturnUrl } from '../challenges/return-url.ts'
import { invalidRequest } from '../errors/api-error.ts'
import { challengeSchema, connectionSchema, toChallenge, toConnection } from '../schemas/connections.ts'

const idParameter = z.object({ id: z.string().openapi({ example: 'ing-1a2b3c4d' }) })

const listRoute = createRoute({
  method: 'get',
  path: '/connections',
  operationId: 'listConnections',
  tags: ['Connections'],
  summary: 'Connections to banks: state of the consent, freshness, accounts',
  ...secured('read'),
  request: { query: z.strictObject({ provider: z.string().optional(), owner: z.string().optional() }) },
  responses: { 200: json(z.object({ data: z.array(connectionSchema) }), 'The connections'), ...problems },
})

const getRoute = createRoute({
  method: 'get',
  path: '/connections/{id}',
  operationId: 'getConnection',
  tags: ['Connections'],
  summary: 'One connection',
  ...secured('read'),
  request: { params: idParameter },
  responses: { 200: json(connectionSchema, 'The connection'), ...problems },
})

const startBody = z
  .strictObject({
    provider: z.string().openapi({ example: 'ing' }),
    purpose: z.enum(['accounts', 'funds']).optional(),
    country: z.string().max(10).optional(),
    institution: z.strictObject({ name: z.string().max(200), country: z.string().max(2).optional() }).optional(),
    customerType: z.enum(['personal', 'business']).optional(),
    customerId: z.string().max(100).optional(),
    label: z.string().max(200).optional(),
    owner: z.string().max(200).optional(),
    returnUrl: z.string().max(500).optional().openapi({
      description:
        'Where the callback page sends the browser on: one of the configured addresses, or a path of this server.',
    }),
    redirectUri: z.string().max(500).optional().openapi({
      description:
        'Where the bank sends the browser back; this server’s /callback when absent. Give the address on which it landed to the answer.',
    }),
  })
  .openapi('ConnectRequest')

const started = z.object({ challenge: challengeSchema, connection: connectionSchema.optional() })

const startRoute = createRoute({
  method: 'post',
  path: '/connections',
  operationId: 'startConnection',
  tags: ['Connections'],
  summary: 'Begin a connection: gives what the customer has to do',
  ...secured('connect'),
  request: { body: body(startBody) },
  responses: { 201: json(started, 'The challenge; with the connection where nobody has to act'), ...problems },
})

const renewRoute = createRoute({
  method: 'post',
  path: '/connections/{id}/renewal',
  operationId: 'renewConnection',
  tags: ['Connections'],
  summary: 'Renew the consent: accounts, history and ids are kept',
  description: 'The old consent stays in use until the new one is complete.',
  ...secured('connect'),
  request: { params: idParameter, body: body(z.strictObject({ returnUrl: z.string().max(500).optional() })) },
  responses: { 201: json(started, 'The challenge'), ...problems },
})

const revokeRoute = createRoute({
  method: 'post',
  path: '/connections/{id}/revocation',
  operationId: 'revokeConnection',
  tags: ['Connections'],
  summary: 'End the consent at the bank, and keep the connection so that it can be renewed',
  ...secured('connect'),
  request: { params: idParameter },
  responses: { 200: json(connectionSchema, 'The connection as it is now'), ...problems },
})

const removeRoute = createRoute({
  method: 'delete',
  path: '/connections/{id}',
  operationId: 'removeConnection',
  tags: ['Connections'],
  summary: 'End the consent at the bank and forget the connection',
  description:
    '`data=keep` (the default) keeps what was read; `data=erase` erases personal data, days and amounts stay.',
  ...secured('connect'),
  request: { params: idParameter, query: z.strictObject({ data: z.enum(['keep', 'erase']).optional() }) },
  responses: {
    200: json(
      z.object({
        removed: z.literal(true),
        revokedAtBank: z.boolean(),
        problem: z.string().optional(),
        erasedTransactions: z.number().int().optional(),
      }),
      'What was done',
    ),
    ...problems,
  },
})

export const connectionRoutes = (services: Services): ApiApp => {
  const { connections, stores, ledger, challenges, events, settings } = services
  const app = createApp()

  const show = async (id: string) =>
    toConnection(await connections.get(id), {
      accounts: await ledger.accounts(id),
      record: await stores.connections.get(id),
      endpoints: (await ledger.status()).endpoints,
    })

  /** Where nobody has to act, the connection is there at once. */
  const keep = async (pending: PendingConnection, returnUrl: string | undefined, ctx: CallContext) => {
    const { challenge, connection } = pending
    const kept = await challenges.add({ pending, challenge, connection, returnUrl })
    if (challenge.kind !== 'none') return { challenge: toChallenge(kept) }
    const done = await answerChallenge(services, kept, {}, ctx)
    const made = done.connection === undefined ? undefined : await show(done.connection.id)
    return { challenge: toChallenge(done.challenge), connection: made }
  }

  app.openapi(listRoute, async (c) => {
    const { provider, owner } = c.req.valid('query')
    const [kept, accounts, { endpoints }] = await Promise.all([
      connections.list({ instance: provider, owner }),
      ledger.accounts(),
      ledger.status(),
    ])
    const records = new Map((await connections.records()).map((record) => [record.id, record]))
    return c.json(
      {
        data: kept.map((connection) =>
          toConnection(connection, { accounts, record: records.get(connection.id), endpoints }),
        ),
      },
      200,
    )
  })

  app.openapi(getRoute, async (c) => c.json(await show(c.req.valid('param').id), 200))

  app.openapi(startRoute, async (c) => {
    const { provider, returnUrl, redirectUri, ...wish } = c.req.valid('json')
    assertReturnUrl(services, returnUrl)
    assertProvider(services, provider)
    const needsAddress = services.registry.get(provider).manifest.authentication.some((kind) => /redirect/.test(kind))
    const uri = redirectUri ?? (needsAddress ? `${settings.publicUrl}/callback` : undefined)
    const ctx = c.get('ctx')
    const pending = await connections.start(provider, { ...wish, redirectUri: uri }, ctx)
    await record(services, c.get('caller').id, 'connection.start', pending.connection, c.get('requestId'))
    return c.json(await keep(pending, returnUrl, ctx), 201)
  })

  app.openapi(renewRoute, async (c) => {
    const { id } = c.req.valid('param')
    const { returnUrl } = c.req.valid('json')
    assertReturnUrl(services, returnUrl)
    const { provider } = await connections.get(id)
    const needsAddress = provider.manifest.authentication.some((kind) => /redirect/.test(kind))
    const ctx = c.get('ctx')
    const request = { redirectUri: needsAddress ? `${settings.publicUrl}/callback` : undefined }
    const pending = await connections.renew(id, request, ctx)
    await record(services, c.get('caller').id, 'connection.renew', id, c.get('requestId'))
    return c.json(await keep(pending, returnUrl, ctx), 201)
  })

  app.openapi(revokeRoute, async (c) => {
    const { id } = c.req.valid('param')
    await connections.revoke(id, c.get('ctx'))
    await record(services, c.get('caller').id, 'connection.revoke', id, c.get('requestId'))
    await events.publish({ type: 'connection.revoked', data: { connectionId: id } })
    return c.json(await show(id), 200)
  })

  app.openapi(removeRoute, async (c) => {
    const { id } = c.req.valid('param')
    const connection = await connections.get(id)
    const problem = await connections.revoke(connection.id, c.get('ctx')).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : 'The bank could not be asked.'),
    )
    await connections.remove(id)
    const erased = c.req.valid('query').data === 'erase' ? (await ledger.erase(id)).transactions : undefined
    await record(services, c.get('caller').id, 'connection.remove', id, c.get('requestId'))
    await events.publish({ type: 'connection.removed', data: { connectionId: id } })
    return c.json(
      { removed: true as const, revokedAtBank: problem === undefined, problem, erasedTransactions: erased },
      200,
    )
  })

  return app
}

const record = (services: Services, actor: string, action: string, target: string, requestId: string) =>
  services.audit.record({ actor, via: 'api', action, target, outcome: 'done', requestId })

const assertProvider = ({ registry }: Services, instance: string): void => {
  if (registry.has(instance)) return
  const known = registry.all.map(({ instance: name }) => name).join(', ')
  throw invalidRequest('No provider of that name is configured.', `Choose one of: ${known}.`)
}

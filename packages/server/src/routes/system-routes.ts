import { createRoute, z } from '@hono/zod-openapi'
import { errorCodes } from '@nostro/core'
import { query } from '@nostro/ledger'
import { type ApiApp, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { authenticate, secured } from '../auth/authenticate.ts'
import { ApiError } from '../errors/api-error.ts'

const health = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'getHealth',
  tags: ['System'],
  summary: 'Whether the process lives',
  security: [],
  responses: { 200: json(z.object({ status: z.literal('ok') }), 'It lives') },
})

const ready = createRoute({
  method: 'get',
  path: '/ready',
  operationId: 'getReady',
  tags: ['System'],
  summary: 'Whether it can serve: not while it stops, and not without its database',
  security: [],
  responses: { 200: json(z.object({ status: z.literal('ready') }), 'It can'), 503: problems[503] },
})

const status = createRoute({
  method: 'get',
  path: '/v1/status',
  operationId: 'getStatus',
  tags: ['System'],
  summary: 'Version, number of connections, accounts and running syncs',
  ...secured('read'),
  responses: {
    200: json(
      z
        .object({
          version: z.string(),
          connections: z.number().int(),
          accounts: z.number().int(),
          runningSyncs: z.number().int(),
          lastEvent: z.number().int(),
          backOffice: z.boolean(),
        })
        .openapi('Status'),
      'The status',
    ),
    ...problems,
  },
})

export const systemRoutes = (services: Services): ApiApp => {
  const { ledger, stopping, settings, metrics, connections, syncs, events } = services
  const app = createApp()
  const running = (): number => syncs.running()
  metrics.gauge('nostro_syncs_running', 'Syncs that run in this process.', running)

  app.openapi(health, (c) => c.json({ status: 'ok' as const }, 200))
  app.openapi(ready, async (c) => {
    if (stopping.aborted) throw notReady('The server is stopping.')
    await ledger.store
      .read(() => query('select 1'))
      .catch(() => {
        throw notReady('The database does not answer.')
      })
    return c.json({ status: 'ready' as const }, 200)
  })
  app.use('/v1/status', authenticate(services))
  app.openapi(status, async (c) => {
    const [kept, accounts, lastEvent] = await Promise.all([connections.records(), ledger.accounts(), events.last()])
    return c.json(
      {
        version: settings.version,
        connections: kept.length,
        accounts: accounts.length,
        runningSyncs: running(),
        lastEvent,
        backOffice: settings.backOffice !== undefined,
      },
      200,
    )
  })
  // A scraper of the same machine needs no token: figures hold counts of our own words alone.
  app.use('/metrics', authenticate(services))
  app.get('/metrics', async (c) => {
    const peer = c.env?.peer
    const isLocal = peer !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(peer)
    if (!isLocal && !c.get('caller').scopes.has('metrics')) {
      throw new ApiError({
        status: 401,
        code: 'unauthenticated',
        detail: 'Figures are for this machine, or for a token with the scope “metrics”.',
      })
    }
    return c.text(metrics.render(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
  })
  app.get('/problems/:code', (c) => {
    const code = c.req.param('code')
    const meaning = Object.hasOwn(errorCodes, code) ? errorCodes[code as keyof typeof errorCodes].meaning : undefined
    return c.text(meaning ?? 'The answer’s “detail” and “hint” say what happened and what to do.')
  })
  return app
}

const notReady = (detail: string): ApiError =>
  new ApiError({ status: 503, code: 'not_ready', detail, headers: { 'Retry-After': '1' } })

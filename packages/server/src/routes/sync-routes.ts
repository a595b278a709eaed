import { createRoute, z } from '@hono/zod-openapi'
import { type Connection, toInstant } from '@nostro/core'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { secured } from '../auth/authenticate.ts'
import { invalidRequest, notFound } from '../errors/api-error.ts'
import { day, instant } from '../schemas/common.ts'
import type { SyncJob } from '../syncs/sync-job.ts'

const errorSchema = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() })

const syncSchema = z
  .object({
    id: z.string().openapi({ example: 'syn_01J…' }),
    status: z.enum(['running', 'completed', 'partial', 'failed', 'cancelled']),
    startedAt: instant,
    finishedAt: instant.optional(),
    connectionIds: z.array(z.string()),
    progress: z.object({ accounts: z.number().int(), pages: z.number().int(), entries: z.number().int() }),
    added: z.number().int(),
    modified: z.number().int(),
    removed: z.number().int(),
    claimed: z.number().int().openapi({ description: 'Pending entries that were booked.' }),
    problems: z.number().int().openapi({ description: 'Entries, fields and accounts that could not be read.' }),
    perAccount: z.array(
      z.object({
        accountId: z.string(),
        connectionId: z.string(),
        name: z.string(),
        added: z.number().int(),
        modified: z.number().int(),
        removed: z.number().int(),
        claimed: z.number().int(),
        problems: z.array(z.string()),
        outcome: z.string().optional(),
        grantedFrom: day.optional(),
        gate: z.string().optional(),
        gateOff: z.string().optional(),
        error: errorSchema.optional(),
      }),
    ),
    perConnection: z.array(z.object({ connectionId: z.string(), error: errorSchema.optional() })),
    failure: errorSchema.optional(),
  })
  .openapi('Sync')

const idParameter = z.object({ id: z.string().openapi({ example: 'syn_01J…' }) })

const startRoute = createRoute({
  method: 'post',
  path: '/syncs',
  operationId: 'startSync',
  tags: ['Syncs'],
  summary: 'Read the banks and keep what is new',
  description:
    'Runs in the background: follow it by GET /v1/syncs/{id} or by the events. All connections when none is named.',
  ...secured('sync'),
  request: {
    body: body(
      z.strictObject({
        connectionIds: z.array(z.string()).min(1).max(500).optional(),
        dateFrom: day.optional(),
        full: z.boolean().optional().openapi({ description: 'Read the whole granted depth again.' }),
        dryRun: z.boolean().optional().openapi({ description: 'Ask the banks, write nothing.' }),
      }),
    ),
  },
  responses: {
    202: { ...json(syncSchema, 'It runs'), headers: z.object({ Location: z.string() }) },
    ...problems,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/syncs',
  operationId: 'listSyncs',
  tags: ['Syncs'],
  summary: 'The last syncs of this process, newest first',
  ...secured('read'),
  responses: { 200: json(z.object({ data: z.array(syncSchema) }), 'The syncs'), ...problems },
})

const getRoute = createRoute({
  method: 'get',
  path: '/syncs/{id}',
  operationId: 'getSync',
  tags: ['Syncs'],
  summary: 'How far a sync is, and what it did',
  ...secured('read'),
  request: { params: idParameter, query: z.strictObject({ wait: z.enum(['true']).optional() }) },
  responses: { 200: json(syncSchema, 'The sync'), ...problems },
})

const cancelRoute = createRoute({
  method: 'delete',
  path: '/syncs/{id}',
  operationId: 'cancelSync',
  tags: ['Syncs'],
  summary: 'Stop a running sync; what was committed stays',
  ...secured('sync'),
  request: { params: idParameter },
  responses: { 200: json(syncSchema, 'The sync as it ended'), ...problems },
})

export const syncRoutes = (services: Services): ApiApp => {
  const { syncs, audit } = services
  const app = createApp()
  const find = async (id: string): Promise<SyncJob> => {
    const job = await syncs.get(id)
    if (job === undefined) throw notFound('sync', 'The last 200 are kept: GET /v1/syncs')
    return job
  }

  app.openapi(startRoute, async (c) => {
    const { connectionIds, dateFrom, full, dryRun } = c.req.valid('json')
    const connections = await readable(services, connectionIds)
    const { psu, traceId } = c.get('ctx')
    // The request ends long before the sync does: its signal is left behind.
    const job = await syncs.start({ connections, since: dateFrom, full, dryRun, ctx: { psu, traceId } })
    await audit.record({
      actor: c.get('caller').id,
      via: 'api',
      action: 'sync.start',
      target: job.id,
      outcome: 'done',
      requestId: c.get('requestId'),
    })
    c.header('Location', `/v1/syncs/${job.id}`)
    return c.json(toSync(job), 202)
  })
  app.openapi(listRoute, async (c) => c.json({ data: (await syncs.list()).map(toSync) }, 200))
  app.openapi(getRoute, async (c) => {
    const { id } = c.req.valid('param')
    const job = await find(id)
    return c.json(toSync(c.req.valid('query').wait === undefined ? job : ((await syncs.finished(id)) ?? job)), 200)
  })
  app.openapi(cancelRoute, async (c) => {
    const { id } = c.req.valid('param')
    const job = await find(id)
    syncs.cancel(id)
    return c.json(toSync((await syncs.finished(id)) ?? job), 200)
  })
  return app
}

/** The named connections, or all that have accounts. */
const readable = async (
  { connections }: Services,
  ids: readonly string[] | undefined,
): Promise<readonly Connection[]> => {
  if (ids !== undefined) return Promise.all([...new Set(ids)].map((id) => connections.get(id)))
  const all = (await connections.list()).filter(({ provider }) => provider.accounts !== undefined)
  if (all.length > 0) return all
  throw invalidRequest('There is no connection to read.', 'Connect a bank first: POST /v1/connections')
}

const toSync = (job: SyncJob): z.infer<typeof syncSchema> => {
  const { result } = job
  return {
    id: job.id,
    status: job.status,
    startedAt: toInstant(job.startedAt),
    finishedAt: job.finishedAt === undefined ? undefined : toInstant(job.finishedAt),
    connectionIds: [...job.connectionIds],
    progress: job.progress,
    added: result?.added ?? 0,
    modified: result?.modified ?? 0,
    removed: result?.removed ?? 0,
    claimed: result?.claimed ?? 0,
    problems: result?.problems ?? 0,
    perAccount: (result?.accounts ?? []).map((account) => ({
      accountId: account.account,
      connectionId: account.connection,
      name: account.name,
      added: account.added,
      modified: account.modified,
      removed: account.removed,
      claimed: account.claimed,
      problems: account.problems.map(({ message }) => message),
      outcome: account.outcome,
      grantedFrom: account.grantedFrom,
      gate: account.gate,
      gateOff: account.gateOff,
      error: toError(account.error),
    })),
    perConnection: (result?.connections ?? []).map(({ connection, error }) => ({
      connectionId: connection,
      error: toError(error),
    })),
    failure: job.failure,
  }
}

const toError = (error: { code: string; message: string; hint?: string | undefined } | undefined) =>
  error && { code: error.code, message: error.message, hint: error.hint }

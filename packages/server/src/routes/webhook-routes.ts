import { createRoute, z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { noteAct } from '../audit/note-act.ts'
import { secured } from '../auth/authenticate.ts'
import { notFound } from '../errors/api-error.ts'
import { eventTypes, type StoredEvent } from '../events/event-types.ts'
import { instant, limitParameter } from '../schemas/common.ts'
import type { Webhook } from '../webhooks/webhook-store.ts'
import { parseWebhookUrl } from '../webhooks/webhook-url.ts'

const frame = { tags: ['Events'], ...secured('webhooks') }
const params = z.object({ id: z.string().openapi({ example: 'whk_01J…' }) })

const webhookSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    types: z.array(z.string()).openapi({ description: 'Empty: all of them.' }),
    status: z.enum(['active', 'paused', 'disabled']),
    reason: z.string().optional(),
    createdAt: instant,
    lastEvent: z
      .number()
      .int()
      .openapi({ description: 'Sequence of the last event that was delivered or passed over.' }),
  })
  .openapi('Webhook')

const deliverySchema = z
  .object({
    id: z.string(),
    event: z.number().int(),
    attempt: z.number().int(),
    status: z.enum(['delivered', 'failed']),
    httpStatus: z.number().int().optional(),
    at: instant,
    nextAt: instant.optional(),
  })
  .openapi('Delivery')

const url = z.string().min(1).max(500).openapi({ example: 'https://example.com/nostro' })
const types = z.array(z.enum(eventTypes)).max(eventTypes.length)
const withSecret = webhookSchema.extend({
  secret: z
    .string()
    .openapi({ description: 'whsec_…, shown this once. Deliveries are signed with it (Standard Webhooks).' }),
})

const listRoute = createRoute({
  ...frame,
  method: 'get',
  path: '/webhooks',
  operationId: 'listWebhooks',
  summary: 'Where events are sent',
  responses: { 200: json(z.object({ data: z.array(webhookSchema) }), 'The webhooks'), ...problems },
})

const createWebhookRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/webhooks',
  operationId: 'createWebhook',
  summary: 'Send events that come from now on to an address',
  request: { body: body(z.strictObject({ url, types: types.optional() }).openapi('NewWebhook')) },
  responses: { 201: json(withSecret, 'The webhook with its secret'), ...problems },
})

const patchRoute = createRoute({
  ...frame,
  method: 'patch',
  path: '/webhooks/{id}',
  operationId: 'changeWebhook',
  summary: 'Change address or types, pause it, or switch it on again',
  request: {
    params,
    body: body(
      z.strictObject({ url: url.optional(), types: types.optional(), status: z.enum(['active', 'paused']).optional() }),
    ),
  },
  responses: { 200: json(webhookSchema, 'The webhook as it is now'), ...problems },
})

const deleteRoute = createRoute({
  ...frame,
  method: 'delete',
  path: '/webhooks/{id}',
  operationId: 'removeWebhook',
  summary: 'Send nothing more',
  request: { params },
  responses: { 200: json(z.object({ removed: z.literal(true) }), 'It is gone'), ...problems },
})

const rotateRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/webhooks/{id}/rotation',
  operationId: 'rotateWebhookSecret',
  summary: 'A new secret; for a day both sign',
  request: { params },
  responses: { 200: json(z.object({ secret: z.string() }), 'The new secret, shown this once'), ...problems },
})

const answerSchema = z
  .object({ httpStatus: z.number().int().optional(), failure: z.string().optional() })
  .openapi('WebhookAnswer')

const testRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/webhooks/{id}/test',
  operationId: 'testWebhook',
  summary: 'Send a test event now',
  request: { params },
  responses: { 200: json(answerSchema, 'What the host answered'), ...problems },
})

const deliveriesRoute = createRoute({
  ...frame,
  method: 'get',
  path: '/webhooks/{id}/deliveries',
  operationId: 'listDeliveries',
  summary: 'Tries to deliver, newest first',
  request: { params, query: z.strictObject({ limit: limitParameter }) },
  responses: { 200: json(z.object({ data: z.array(deliverySchema) }), 'The tries'), ...problems },
})

const redeliverRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/webhooks/{id}/deliveries/{event}/redelivery',
  operationId: 'redeliver',
  summary: 'Send an event that is still kept once more',
  request: { params: params.extend({ event: z.string().regex(/^\d{1,15}$/) }) },
  responses: { 200: json(answerSchema, 'What the host answered'), ...problems },
})

const toWebhook = ({ id, url: address, types: wanted, status, reason, createdAt, cursor }: Webhook) => ({
  id,
  url: address,
  types: [...wanted],
  status,
  reason,
  createdAt: toInstant(createdAt),
  lastEvent: cursor,
})

const gone = () => notFound('webhook', 'List them: GET /v1/webhooks')

export const webhookRoutes = (services: Services): ApiApp => {
  const { webhooks, sender, events, audit, settings, clock } = services
  const app = createApp()
  const allowLocal = settings.allowLocalWebhooks === true
  const find = async (id: string): Promise<Webhook> => {
    const webhook = await webhooks.get(id)
    if (webhook === undefined) throw gone()
    return webhook
  }
  app.openapi(listRoute, async (c) => c.json({ data: (await webhooks.list()).map(toWebhook) }, 200))
  app.openapi(createWebhookRoute, async (c) => {
    const wanted = c.req.valid('json')
    const { href } = parseWebhookUrl(wanted.url, allowLocal)
    const { id, secret } = await webhooks.create(href, wanted.types ?? [], await events.last())
    await noteAct(audit, c, 'webhook.create', id)
    return c.json({ ...toWebhook(await find(id)), secret }, 201)
  })
  app.openapi(patchRoute, async (c) => {
    const { id } = c.req.valid('param')
    const { url: address, ...change } = c.req.valid('json')
    await find(id)
    const href = address === undefined ? undefined : parseWebhookUrl(address, allowLocal).href
    const changed = await webhooks.change(id, { ...change, url: href })
    await noteAct(audit, c, 'webhook.change', id)
    events.wake()
    return c.json(toWebhook(changed ?? (await find(id))), 200)
  })
  app.openapi(deleteRoute, async (c) => {
    const { id } = c.req.valid('param')
    if (!(await webhooks.remove(id))) throw gone()
    await noteAct(audit, c, 'webhook.remove', id)
    return c.json({ removed: true as const }, 200)
  })
  app.openapi(rotateRoute, async (c) => {
    const { id } = c.req.valid('param')
    const secret = await webhooks.rotate(id)
    if (secret === undefined) throw gone()
    await noteAct(audit, c, 'webhook.rotate', id)
    return c.json({ secret }, 200)
  })
  app.openapi(testRoute, async (c) => {
    const webhook = await find(c.req.valid('param').id)
    const test: StoredEvent = {
      seq: 0,
      id: 'evt_test',
      type: 'webhook.test',
      at: clock.now(),
      data: { webhookId: webhook.id },
    }
    const { status: httpStatus, failure } = await sender.deliver(webhook, test)
    return c.json({ httpStatus, failure }, 200)
  })
  app.openapi(deliveriesRoute, async (c) => {
    const { id } = await find(c.req.valid('param').id)
    const found = await webhooks.deliveries(id, c.req.valid('query').limit ?? 100)
    const data = found.map(({ at, nextAt, ...rest }) => ({
      ...rest,
      at: toInstant(at),
      nextAt: nextAt === undefined ? undefined : toInstant(nextAt),
    }))
    return c.json({ data }, 200)
  })
  app.openapi(redeliverRoute, async (c) => {
    const { id, event } = c.req.valid('param')
    const webhook = await find(id)
    const [kept] = await events.after(Number(event) - 1, 1)
    if (kept === undefined || kept.seq !== Number(event))
      throw notFound('event any more', 'Events are kept for 30 days: GET /v1/events')
    await noteAct(audit, c, 'webhook.redeliver', id)
    const { status: httpStatus, failure } = await sender.deliver(webhook, kept)
    return c.json({ httpStatus, failure }, 200)
  })
  return app
}

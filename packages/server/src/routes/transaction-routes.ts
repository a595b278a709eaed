import { createRoute, z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import type { Explanation } from '@nostro/ledger'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import { nextLink, readCursor, signCursor } from '../api/cursors.ts'
import type { Services } from '../api/services.ts'
import { requireScope, secured } from '../auth/authenticate.ts'
import { day, flagParameter, instant, limitParameter, nextCursor } from '../schemas/common.ts'
import { bookingStatuses, toTransaction, transactionSchema } from '../schemas/transactions.ts'

const amountParameter = z
  .string()
  .regex(/^-?\d{1,14}(\.\d{1,5})?$/, 'must be a decimal amount')
  .optional()

const listRoute = createRoute({
  method: 'get',
  path: '/transactions',
  operationId: 'listTransactions',
  tags: ['Transactions'],
  summary: 'Transactions, newest first',
  ...secured('read'),
  request: {
    query: z.strictObject({
      accountId: z.string().optional(),
      connectionId: z.string().optional(),
      bookingStatus: z.enum(bookingStatuses).optional(),
      dateFrom: day.optional(),
      dateTo: day.optional(),
      amountMin: amountParameter,
      amountMax: amountParameter,
      counterparty: z.string().min(1).max(200).optional(),
      q: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .openapi({ description: 'Part of text, reference or counterparty’s name.' }),
      category: z.string().max(100).optional(),
      tag: z.string().max(100).optional(),
      includeHidden: flagParameter,
      limit: limitParameter,
      cursor: z.string().max(500).optional(),
    }),
  },
  responses: { 200: json(z.object({ data: z.array(transactionSchema), nextCursor }), 'A page'), ...problems },
})

const idParameter = z.object({ id: z.string().openapi({ example: 'a7-42' }) })

const getRoute = createRoute({
  method: 'get',
  path: '/transactions/{id}',
  operationId: 'getTransaction',
  tags: ['Transactions'],
  summary: 'One transaction',
  ...secured('read'),
  request: { params: idParameter },
  responses: { 200: json(transactionSchema, 'The transaction'), ...problems },
})

const explanationSchema = z
  .object({
    transaction: transactionSchema,
    identity: z.object({ kind: z.string(), key: z.string(), occurrence: z.number().int().optional() }),
    firstWalk: z.number().int(),
    missingSince: instant.optional(),
    decisions: z.array(
      z.object({
        at: instant,
        kind: z.string(),
        points: z.number().optional(),
        evidence: z.array(z.unknown()).optional(),
        changed: z.array(z.string()).optional(),
        with: z.string().optional(),
      }),
    ),
    versions: z.array(z.object({ at: instant, changed: z.array(z.string()), before: transactionSchema })),
    payment: z.string().optional(),
    raw: z.unknown().optional().openapi({ description: 'The bank’s original: only with the scope raw:read.' }),
  })
  .openapi('Explanation')

const explainRoute = createRoute({
  method: 'get',
  path: '/transactions/{id}/explanation',
  operationId: 'explainTransaction',
  tags: ['Transactions'],
  summary: 'Why a transaction is what it is: identity, claim of a pending entry, changes',
  ...secured('read'),
  request: { params: idParameter, query: z.strictObject({ include: z.enum(['raw']).optional() }) },
  responses: { 200: json(explanationSchema, 'The explanation'), ...problems },
})

const changesRoute = createRoute({
  method: 'get',
  path: '/transactions/changes',
  operationId: 'listChanges',
  tags: ['Transactions'],
  summary: 'What was added, modified and removed since a cursor',
  description:
    'Without a cursor from the beginning; `cursor=now` gives only what comes. Asking again with the same cursor loses nothing.',
  ...secured('read'),
  request: { query: z.strictObject({ cursor: z.string().max(20_000).optional(), limit: limitParameter }) },
  responses: {
    200: json(
      z.object({
        added: z.array(transactionSchema),
        modified: z.array(transactionSchema),
        removed: z.array(z.object({ id: z.string(), accountId: z.string() })),
        nextCursor: z.string(),
        hasMore: z.boolean(),
      }),
      'The changes',
    ),
    ...problems,
  },
})

const annotationPatch = z
  .strictObject({
    note: z.string().max(2000).nullable().optional(),
    category: z.string().max(100).nullable().optional(),
    tags: z.array(z.string().max(50)).max(50).nullable().optional(),
    hidden: z.boolean().nullable().optional(),
  })
  .openapi('AnnotationPatch')

const patchRoute = createRoute({
  method: 'patch',
  path: '/transactions/{id}',
  operationId: 'annotateTransaction',
  tags: ['Transactions'],
  summary: 'Note, category, tags, hidden: what the user writes beside the bank’s facts',
  description: 'A member that is null is taken away. The bank’s facts cannot be written.',
  ...secured('annotate'),
  request: { params: idParameter, body: body(annotationPatch) },
  responses: { 200: json(transactionSchema, 'The transaction as it is now'), ...problems },
})

export const transactionRoutes = (services: Services): ApiApp => {
  const { ledger, sealer, settings } = services
  const app = createApp()

  app.openapi(listRoute, async (c) => {
    const asked = c.req.valid('query')
    const { accountId, connectionId, bookingStatus, dateFrom, dateTo, amountMin, amountMax, q, limit = 100 } = asked
    const page = await ledger.transactions({
      account: accountId,
      connection: connectionId,
      states: bookingStatus === undefined ? undefined : [bookingStatus],
      from: dateFrom,
      to: dateTo,
      minAmount: amountMin,
      maxAmount: amountMax,
      counterparty: asked.counterparty,
      text: q,
      category: asked.category,
      tag: asked.tag,
      includeHidden: asked.includeHidden,
      limit,
      cursor: readCursor(sealer, asked, asked.cursor),
    })
    const next = page.cursor === undefined ? undefined : signCursor(sealer, asked, page.cursor)
    if (next !== undefined) c.header('Link', nextLink(`${settings.publicUrl}/v1/transactions`, asked, next))
    return c.json({ data: page.items.map(toTransaction), nextCursor: next }, 200)
  })

  // Before `/{id}`, which would take the word for an id.
  app.openapi(changesRoute, async (c) => {
    const { cursor, limit = 100 } = c.req.valid('query')
    const changes = await ledger.changes(cursor, limit)
    return c.json(
      {
        added: changes.added.map(toTransaction),
        modified: changes.modified.map(toTransaction),
        removed: changes.removed.map((id) => ({ id, accountId: id.slice(0, id.indexOf('-')) })),
        nextCursor: changes.cursor,
        hasMore: changes.hasMore,
      },
      200,
    )
  })

  app.openapi(getRoute, async (c) => {
    const { transaction } = await ledger.explain(c.req.valid('param').id)
    return c.json(toTransaction(transaction), 200)
  })

  app.openapi(explainRoute, async (c) => {
    const withRaw = c.req.valid('query').include === 'raw'
    if (withRaw) await requireScope('raw:read')(c, async () => undefined)
    return c.json(toExplanation(await ledger.explain(c.req.valid('param').id), withRaw), 200)
  })

  app.openapi(patchRoute, async (c) => {
    const { id } = c.req.valid('param')
    await ledger.annotate(id, c.req.valid('json'), c.get('caller').id)
    return c.json(toTransaction((await ledger.explain(id)).transaction), 200)
  })

  return app
}

const toExplanation = (explanation: Explanation, withRaw: boolean): z.infer<typeof explanationSchema> => ({
  transaction: toTransaction(explanation.transaction),
  identity: explanation.identity,
  firstWalk: explanation.firstWalk,
  missingSince: explanation.missingSince === undefined ? undefined : toInstant(explanation.missingSince),
  decisions: explanation.decisions.map((decision) => ({
    at: toInstant(decision.at),
    kind: decision.kind,
    points: decision.points,
    evidence: decision.evidence === undefined ? undefined : [...decision.evidence],
    changed: decision.changed === undefined ? undefined : [...decision.changed],
    with: decision.with,
  })),
  versions: explanation.versions.map(({ at, changed, before }) => ({
    at: toInstant(at),
    changed: [...changed],
    before: toTransaction(before),
  })),
  payment: explanation.payment,
  raw: withRaw ? explanation.raw : undefined,
})

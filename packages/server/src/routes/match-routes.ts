import { createRoute, z } from '@hono/zod-openapi'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import { nextLink, readCursor, signCursor } from '../api/cursors.ts'
import type { Services } from '../api/services.ts'
import { noteAct } from '../audit/note-act.ts'
import { secured } from '../auth/authenticate.ts'
import { day, limitParameter, nextCursor } from '../schemas/common.ts'
import { matchSchema, toMatch, toSuggestion } from '../schemas/invoices.ts'

const frame = { tags: ['Invoices'], ...secured('invoices') }
const params = z.object({ id: z.string().openapi({ example: 'm7' }) })
const one = { 200: json(matchSchema, 'The match as it is now'), ...problems }

const listRoute = createRoute({
  ...frame,
  method: 'get',
  path: '/matches',
  operationId: 'listMatches',
  summary: 'Matches and suggestions, each with its reasons; newest first',
  description:
    '`standing` (the default) are matches in force, made by rules or persons; `suggested` wait for a person.',
  request: {
    query: z.strictObject({
      status: z.enum(['standing', 'suggested', 'matched', 'confirmed', 'undone']).optional(),
      invoiceId: z.string().max(20).optional(),
      transactionId: z.string().max(40).optional(),
      limit: limitParameter,
      cursor: z.string().max(500).optional(),
    }),
  },
  responses: { 200: json(z.object({ data: z.array(matchSchema), nextCursor }), 'A page'), ...problems },
})

const createMatchRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/matches',
  operationId: 'createMatch',
  summary: 'Match a transaction with an invoice by hand',
  request: {
    body: body(
      z
        .strictObject({
          transactionId: z.string().max(40),
          invoiceId: z.string().max(20),
          amount: z
            .string()
            .regex(/^\d{1,13}(\.\d{1,5})?$/, 'must be a positive decimal amount')
            .optional()
            .openapi({ description: 'As much as there is when absent; in the invoice’s currency.' }),
          closeAs: z
            .enum(['fee', 'discount'])
            .optional()
            .openapi({ description: 'Closes the rest of the invoice as this.' }),
        })
        .openapi('NewMatch'),
    ),
  },
  responses: { 201: json(matchSchema, 'The match'), ...problems },
})

const confirmRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/matches/{id}/confirmation',
  operationId: 'confirmMatch',
  summary: 'Agree with a suggestion or a rule’s match: it is yours from now on',
  request: { params },
  responses: { 200: json(z.object({ data: z.array(matchSchema) }), 'The matches'), ...problems },
})

const rejectRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/matches/{id}/rejection',
  operationId: 'rejectMatch',
  summary: 'Refuse a suggestion, or undo a rule’s match; it is never made again',
  request: { params },
  responses: { 200: json(z.object({ rejected: z.literal(true) }), 'It is refused'), ...problems },
})

const undoRoute = createRoute({
  ...frame,
  method: 'delete',
  path: '/matches/{id}',
  operationId: 'undoMatch',
  summary: 'Take a match back; no rule makes it again',
  request: { params },
  responses: one,
})

const reconcileRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/reconciliations',
  operationId: 'reconcile',
  summary: 'Let the rules look at booked transactions and open invoices now',
  description: 'They also do after each sync and each import of invoices.',
  request: {
    body: body(
      z
        .strictObject({
          accountId: z.string().max(20).optional(),
          dateFrom: day.optional(),
          rates: z
            .record(z.string().regex(/^[A-Z]{3}\/[A-Z]{3}$/), z.string().regex(/^\d{1,9}(\.\d{1,5})?$/))
            .optional()
            .openapi({
              description: 'Rates that you vouch for, as `{ "USD/EUR": "0.92" }`: they lead to suggestions alone.',
            }),
        })
        .openapi('Reconciliation'),
    ),
  },
  responses: {
    200: json(
      z.object({
        matched: z.number().int(),
        suggested: z.number().int(),
        returned: z.number().int(),
        conflicts: z.array(z.object({ matchId: z.string(), transactionId: z.string() })),
      }),
      'What the rules did. Conflicts are matches of persons that do not fit their transaction any more',
    ),
    ...problems,
  },
})

const statuses = { standing: 'standing', matched: 'rule', confirmed: 'person', undone: 'undone' } as const

export const matchRoutes = (services: Services): ApiApp => {
  const { invoices, audit, sealer, settings, events } = services
  const app = createApp()
  app.openapi(listRoute, async (c) => {
    const asked = c.req.valid('query')
    const { status = 'standing', invoiceId: invoice, transactionId: entry, limit = 100 } = asked
    const cursor = readCursor(sealer, asked, asked.cursor)
    const filter = { invoice, entry, limit, cursor }
    const suggested = status === 'suggested' ? await invoices.suggestions(filter) : undefined
    const standing =
      status === 'suggested' ? undefined : await invoices.matches({ ...filter, status: statuses[status] })
    const last = suggested?.cursor ?? standing?.cursor
    const next = last === undefined ? undefined : signCursor(sealer, asked, last)
    if (next !== undefined) c.header('Link', nextLink(`${settings.publicUrl}/v1/matches`, asked, next))
    const data =
      suggested?.items.map((item) => toSuggestion(item, suggested.items)) ?? standing?.items.map(toMatch) ?? []
    return c.json({ data, nextCursor: next }, 200)
  })
  app.openapi(createMatchRoute, async (c) => {
    const { transactionId: entry, invoiceId: invoice, amount, closeAs } = c.req.valid('json')
    const id = await invoices.match({ entry, invoice, amount, closeAs }, c.get('caller').id)
    await noteAct(audit, c, 'match.create', id)
    await events.publish({ type: 'match.confirmed', data: { matchId: id, invoiceId: invoice, transactionId: entry } })
    return c.json(toMatch(await invoices.matchOf(id)), 201)
  })
  app.openapi(confirmRoute, async (c) => {
    const { id } = c.req.valid('param')
    const ids = await invoices.confirm(id, c.get('caller').id)
    await noteAct(audit, c, 'match.confirm', id)
    const matches = await Promise.all(ids.map((made) => invoices.matchOf(made)))
    await events.publish(
      ...matches.map(({ id: matchId, invoice, entry }) => ({
        type: 'match.confirmed' as const,
        data: { matchId, invoiceId: invoice, transactionId: entry },
      })),
    )
    return c.json({ data: matches.map(toMatch) }, 200)
  })
  app.openapi(rejectRoute, async (c) => {
    const { id } = c.req.valid('param')
    await invoices.reject(id, c.get('caller').id)
    await noteAct(audit, c, 'match.reject', id)
    return c.json({ rejected: true as const }, 200)
  })
  app.openapi(undoRoute, async (c) => {
    const { id } = c.req.valid('param')
    await invoices.undo(id, c.get('caller').id)
    await noteAct(audit, c, 'match.undo', id)
    return c.json(toMatch(await invoices.matchOf(id)), 200)
  })
  app.openapi(reconcileRoute, async (c) => {
    const { accountId: account, dateFrom: from, rates } = c.req.valid('json')
    const { matched, suggested, returned, conflicts } = await services.reconcile({ account, from, rates })
    await noteAct(audit, c, 'reconcile', account)
    return c.json(
      {
        matched,
        suggested,
        returned,
        conflicts: conflicts.map(({ match, entry }) => ({ matchId: match, transactionId: entry })),
      },
      200,
    )
  })
  return app
}

import { createRoute, z } from '@hono/zod-openapi'
import { readInvoices } from '@nostro/ledger'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import { nextLink, readCursor, signCursor } from '../api/cursors.ts'
import type { Services } from '../api/services.ts'
import { noteAct } from '../audit/note-act.ts'
import { secured } from '../auth/authenticate.ts'
import { limitParameter, nextCursor } from '../schemas/common.ts'
import { invoiceSchema, newInvoiceSchema, toInvoice } from '../schemas/invoices.ts'

const frame = { tags: ['Invoices'], ...secured('invoices') }
const params = z.object({ id: z.string().openapi({ example: 'i12' }) })

const listRoute = createRoute({
  ...frame,
  method: 'get',
  path: '/invoices',
  operationId: 'listInvoices',
  summary: 'Invoices, newest first',
  request: {
    query: z.strictObject({
      state: z.enum(['open', 'paid', 'done']).optional(),
      direction: z.enum(['receivable', 'payable']).optional(),
      customerId: z.string().max(100).optional(),
      number: z.string().max(60).optional(),
      limit: limitParameter,
      cursor: z.string().max(500).optional(),
    }),
  },
  responses: { 200: json(z.object({ data: z.array(invoiceSchema), nextCursor }), 'A page'), ...problems },
})

const createInvoiceRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/invoices',
  operationId: 'createInvoice',
  summary: 'Keep one invoice; a known one (same number, direction, kind and customer) is updated',
  request: { body: body(newInvoiceSchema) },
  responses: { 200: json(invoiceSchema, 'It was known'), 201: json(invoiceSchema, 'It is new'), ...problems },
})

const importRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/invoices/import',
  operationId: 'importInvoices',
  summary: 'Keep many invoices: a list, or the text of a CSV file. All of them or none',
  description: 'docs/invoices.md describes the columns of the CSV file. What is wrong is said line by line.',
  request: {
    body: body(
      z
        .strictObject({
          invoices: z.array(newInvoiceSchema).min(1).max(5000).optional(),
          csv: z.string().min(1).max(900_000).optional(),
        })
        .refine(
          ({ invoices, csv }) => (invoices === undefined) !== (csv === undefined),
          'needs invoices or csv, one of them',
        )
        .openapi('InvoiceImport'),
    ),
  },
  responses: {
    200: json(
      z.object({
        added: z.number().int(),
        updated: z.number().int(),
        unchanged: z.number().int(),
        matched: z.number().int(),
        suggested: z.number().int(),
        ids: z.array(z.string()),
      }),
      'What was kept, and what the rules made of it at once',
    ),
    ...problems,
  },
})

const getRoute = createRoute({
  ...frame,
  method: 'get',
  path: '/invoices/{id}',
  operationId: 'getInvoice',
  summary: 'One invoice',
  request: { params },
  responses: { 200: json(invoiceSchema, 'The invoice'), ...problems },
})

const patchRoute = createRoute({
  ...frame,
  method: 'patch',
  path: '/invoices/{id}',
  operationId: 'closeInvoice',
  summary: 'Close an invoice for the rules, or open it again',
  request: { params, body: body(z.strictObject({ done: z.boolean() })) },
  responses: { 200: json(invoiceSchema, 'The invoice as it is now'), ...problems },
})

const deleteRoute = createRoute({
  ...frame,
  method: 'delete',
  path: '/invoices/{id}',
  operationId: 'removeInvoice',
  summary: 'Take an invoice away; refused while a person’s match of it stands',
  request: { params },
  responses: { 200: json(z.object({ removed: z.literal(true) }), 'It is gone'), ...problems },
})

export const invoiceRoutes = (services: Services): ApiApp => {
  const { invoices, audit, sealer, settings } = services
  const app = createApp()
  app.openapi(listRoute, async (c) => {
    const asked = c.req.valid('query')
    const { state, direction, customerId: customer, number, limit = 100 } = asked
    const cursor = readCursor(sealer, asked, asked.cursor)
    const page = await invoices.list({ state, direction, customer, number, limit, cursor })
    const next = page.cursor === undefined ? undefined : signCursor(sealer, asked, page.cursor)
    if (next !== undefined) c.header('Link', nextLink(`${settings.publicUrl}/v1/invoices`, asked, next))
    return c.json({ data: page.items.map(toInvoice), nextCursor: next }, 200)
  })
  app.openapi(createInvoiceRoute, async (c) => {
    const { added, ids } = await invoices.import([c.req.valid('json')], c.get('caller').id)
    await noteAct(audit, c, 'invoice.keep', ids[0])
    await services.reconcile()
    const kept = toInvoice(await invoices.get(ids[0] ?? ''))
    return added === 1 ? c.json(kept, 201) : c.json(kept, 200)
  })
  app.openapi(importRoute, async (c) => {
    const { invoices: list, csv } = c.req.valid('json')
    const result = await invoices.import(list ?? readInvoices(csv ?? ''), c.get('caller').id)
    await noteAct(audit, c, 'invoice.import')
    const { matched, suggested } = await services.reconcile()
    return c.json({ ...result, ids: [...result.ids], matched, suggested }, 200)
  })
  app.openapi(getRoute, async (c) => c.json(toInvoice(await invoices.get(c.req.valid('param').id)), 200))
  app.openapi(patchRoute, async (c) => {
    const { id } = c.req.valid('param')
    const { done } = c.req.valid('json')
    await invoices.setDone(id, done, c.get('caller').id)
    await noteAct(audit, c, done ? 'invoice.close' : 'invoice.reopen', id)
    return c.json(toInvoice(await invoices.get(id)), 200)
  })
  app.openapi(deleteRoute, async (c) => {
    const { id } = c.req.valid('param')
    await invoices.remove(id, c.get('caller').id)
    await noteAct(audit, c, 'invoice.remove', id)
    return c.json({ removed: true as const }, 200)
  })
  return app
}

import { createRoute, z } from '@hono/zod-openapi'
import type { TransactionFilter } from '@nostro/ledger'
import { stream } from 'hono/streaming'
import { type ApiApp, createApp, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { noteAct } from '../audit/note-act.ts'
import { requireScope, secured } from '../auth/authenticate.ts'
import { invalidRequest, notFound } from '../errors/api-error.ts'
import { type RowFormat, rowFormats } from '../exports/render-rows.ts'
import { day } from '../schemas/common.ts'

const asked = z.strictObject({
  accountId: z.string().max(20).optional(),
  connectionId: z.string().max(100).optional(),
  dateFrom: day.optional(),
  dateTo: day.optional(),
})

const exportRoute = createRoute({
  method: 'get',
  path: '/exports/{format}',
  operationId: 'exportTransactions',
  tags: ['Transactions'],
  summary: 'Transactions as a file, newest first: csv or ndjson',
  description: 'Cells of CSV that a spreadsheet would run as a formula begin with an apostrophe.',
  ...secured('export'),
  request: { params: z.object({ format: z.enum(['csv', 'ndjson']) }), query: asked },
  responses: {
    200: {
      description: 'The file, streamed',
      content: { 'text/csv': { schema: z.string() }, 'application/x-ndjson': { schema: z.string() } },
    },
    ...problems,
  },
})

const pageSize = 500

export const exportRoutes = ({ ledger, audit }: Services): ApiApp => {
  const app = createApp()
  app.openAPIRegistry.registerPath(exportRoute)
  app.get('/exports/:format', requireScope('export'), async (c) => {
    const name = c.req.param('format')
    if (!Object.hasOwn(rowFormats, name)) throw notFound('format', 'Choose csv or ndjson.')
    const format: RowFormat = rowFormats[name as keyof typeof rowFormats]
    const read = asked.safeParse(c.req.query())
    if (!read.success)
      throw invalidRequest('The parameters of the export do not fit.', 'See /openapi.json for what this route takes.')
    const { accountId: account, connectionId: connection, dateFrom: from, dateTo: to } = read.data
    const filter: TransactionFilter = { account, connection, from, to, limit: pageSize }
    // The first page is read before the answer begins: what is wrong with the question is still an error then.
    const first = await ledger.transactions(filter)
    await noteAct(audit, c, 'export', name)
    c.header('Content-Type', format.type)
    c.header('Content-Disposition', `attachment; filename="${format.file}"`)
    return stream(c, async (output) => {
      await output.write(format.head)
      for (let page = first; ; ) {
        await output.write(page.items.map(format.row).join(''))
        if (page.cursor === undefined || output.aborted) return
        page = await ledger.transactions({ ...filter, cursor: page.cursor })
      }
    })
  })
  return app
}

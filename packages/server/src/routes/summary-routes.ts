import { createRoute, z } from '@hono/zod-openapi'
import { type ApiApp, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { secured } from '../auth/authenticate.ts'
import { day, money } from '../schemas/common.ts'

const summaryRoute = createRoute({
  method: 'get',
  path: '/summary',
  operationId: 'getSummary',
  tags: ['Transactions'],
  summary: 'Money in and out by month or counterparty; one row for each currency, none are mixed',
  ...secured('read'),
  request: {
    query: z.strictObject({
      groupBy: z.enum(['month', 'counterparty']).optional(),
      accountId: z.string().max(20).optional(),
      from: day.optional(),
      to: day.optional(),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .optional(),
    }),
  },
  responses: {
    200: json(
      z.object({
        data: z.array(
          z
            .object({
              key: z
                .string()
                .optional()
                .openapi({ example: '2026-03', description: 'Absent where a transaction names nobody.' }),
              count: z.number().int(),
              income: money,
              spending: money,
            })
            .openapi('SummaryRow'),
        ),
      }),
      'Sums of booked transactions',
    ),
    ...problems,
  },
})

export const summaryRoutes = ({ ledger }: Services): ApiApp => {
  const app = createApp()
  app.openapi(summaryRoute, async (c) => {
    const { groupBy = 'month', accountId, from, to, currency } = c.req.valid('query')
    const rows = await ledger.aggregate({ by: groupBy, account: accountId, from, to })
    const data = rows.filter(({ income }) => currency === undefined || income.currency === currency)
    return c.json({ data: data.map((row) => ({ ...row })) }, 200)
  })
  return app
}

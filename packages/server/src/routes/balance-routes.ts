import { createRoute, z } from '@hono/zod-openapi'
import { type LocalDate, toInstant } from '@nostro/core'
import { type ApiApp, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { secured } from '../auth/authenticate.ts'
import { balanceHistory } from '../balances/balance-history.ts'
import { invalidRequest } from '../errors/api-error.ts'
import { day } from '../schemas/common.ts'

const mostDays = 1100

const seriesSchema = z
  .object({
    currency: z.string(),
    accountIds: z.array(z.string()),
    anchored: z.boolean().openapi({
      description:
        'True: the bank’s own booked balance holds the series. False: the sum of the entries that were read.',
    }),
    points: z.array(z.object({ day, amount: z.string() })),
  })
  .openapi('BalanceSeries')

const historyRoute = createRoute({
  method: 'get',
  path: '/balances/history',
  operationId: 'listBalanceHistory',
  tags: ['Accounts'],
  summary: 'Booked balances by day, one series for each currency',
  description:
    'Today’s balance as the bank gives it, and backwards from there by the booked entries. 90 days by default.',
  ...secured('read'),
  request: {
    query: z.strictObject({
      dateFrom: day.optional(),
      dateTo: day.optional(),
      accountId: z.string().optional(),
      connectionId: z.string().optional(),
    }),
  },
  responses: { 200: json(z.object({ data: z.array(seriesSchema) }), 'The series'), ...problems },
})

export const balanceRoutes = ({ ledger, clock }: Services): ApiApp => {
  const app = createApp()
  app.openapi(historyRoute, async (c) => {
    const asked = c.req.valid('query')
    const to = (asked.dateTo ?? toInstant(clock.now()).slice(0, 10)) as LocalDate
    const from = (asked.dateFrom ?? addDays(to, -89)) as LocalDate
    const span = (Date.parse(to) - Date.parse(from)) / 86_400_000
    if (!(span >= 0 && span < mostDays)) {
      throw invalidRequest(
        `The history is of 1 to ${mostDays} days.`,
        'Give dateFrom before dateTo, less than three years.',
      )
    }
    const accounts = (await ledger.accounts(asked.connectionId)).filter(
      ({ id }) => asked.accountId === undefined || id === asked.accountId,
    )
    const series = await ledger.store.read(() => balanceHistory(accounts, { from, to }))
    const data = series.map(({ currency, accountIds, isAnchored, points }) => ({
      currency,
      accountIds: [...accountIds],
      anchored: isAnchored,
      points: points.map((point) => ({ ...point })),
    }))
    return c.json({ data }, 200)
  })
  return app
}

const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

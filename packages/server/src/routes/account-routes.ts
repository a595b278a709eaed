import { createRoute, z } from '@hono/zod-openapi'
import { type ApiApp, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { secured } from '../auth/authenticate.ts'
import { notFound } from '../errors/api-error.ts'
import { accountSchema, balanceSchema, toAccount, toBalance } from '../schemas/accounts.ts'

const idParameter = z.object({ id: z.string().openapi({ example: 'a7' }) })

const listRoute = createRoute({
  method: 'get',
  path: '/accounts',
  operationId: 'listAccounts',
  tags: ['Accounts'],
  summary: 'All accounts with their balances and how fresh they are',
  ...secured('read'),
  request: { query: z.strictObject({ connectionId: z.string().optional() }) },
  responses: { 200: json(z.object({ data: z.array(accountSchema) }), 'The accounts'), ...problems },
})

const getRoute = createRoute({
  method: 'get',
  path: '/accounts/{id}',
  operationId: 'getAccount',
  tags: ['Accounts'],
  summary: 'One account',
  ...secured('read'),
  request: { params: idParameter },
  responses: { 200: json(accountSchema, 'The account'), ...problems },
})

const balancesRoute = createRoute({
  method: 'get',
  path: '/accounts/{id}/balances',
  operationId: 'listBalances',
  tags: ['Accounts'],
  summary: 'Balances of an account, as the bank gave them last',
  ...secured('read'),
  request: { params: idParameter },
  responses: { 200: json(z.object({ data: z.array(balanceSchema) }), 'The balances'), ...problems },
})

export const accountRoutes = ({ ledger }: Services): ApiApp => {
  const app = createApp()
  const find = async (id: string) => {
    const account = (await ledger.accounts()).find((candidate) => candidate.id === id)
    if (account === undefined) throw notFound('account', 'List them: GET /v1/accounts')
    return account
  }
  app.openapi(listRoute, async (c) => {
    const accounts = await ledger.accounts(c.req.valid('query').connectionId)
    return c.json({ data: accounts.map(toAccount) }, 200)
  })
  app.openapi(getRoute, async (c) => c.json(toAccount(await find(c.req.valid('param').id)), 200))
  app.openapi(balancesRoute, async (c) =>
    c.json({ data: (await find(c.req.valid('param').id)).balances.map(toBalance) }, 200),
  )
  return app
}

import { createRoute, z } from '@hono/zod-openapi'
import type { LedgerAccount } from '@nostro/ledger'
import { type ApiApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { notFound } from '../errors/api-error.ts'
import { day } from '../schemas/common.ts'
import { bookEntry, bookedEntries, standingOf, toBookEntry } from './book-entries.ts'

const frame = { method: 'get' as const, tags: ['Back office'], security: [{ token: ['read'] }] }

const accountSchema = z
  .object({
    id: z.string(),
    iban: z.string().nullable(),
    account_name: z.string(),
    currency: z.string().nullable(),
    balance: z.string().nullable(),
  })
  .openapi('BackOfficeBankAccount')

const paging = z.strictObject({
  date_from: day.optional(),
  date_to: day.optional(),
  skip: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .optional()
    .openapi({ type: 'integer' }),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .optional()
    .openapi({ type: 'integer', description: '100 by default.' }),
})

const page = json(z.object({ items: z.array(bookEntry), total: z.number().int() }), 'A page')

const accountsRoute = createRoute({
  ...frame,
  path: '/bank-accounts',
  operationId: 'backOfficeListAccounts',
  summary: 'The accounts of the ledger',
  responses: { 200: json(z.object({ items: z.array(accountSchema), total: z.number().int() }), 'All'), ...problems },
})

const accountRoute = createRoute({
  ...frame,
  path: '/bank-accounts/{id}',
  operationId: 'backOfficeGetAccount',
  summary: 'One account',
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json(accountSchema, 'The account'), ...problems },
})

const transactionsRoute = createRoute({
  ...frame,
  path: '/bank-transactions',
  operationId: 'backOfficeListTransactions',
  summary: 'Booked transactions, newest first',
  request: { query: paging },
  responses: { 200: page, ...problems },
})

const ofAccountRoute = createRoute({
  ...frame,
  path: '/bank-transactions/account/{id}',
  operationId: 'backOfficeListAccountTransactions',
  summary: 'Booked transactions of one account, newest first',
  request: { params: z.object({ id: z.string() }), query: paging },
  responses: { 200: page, ...problems },
})

const toAccount = (account: LedgerAccount): z.infer<typeof accountSchema> => ({
  id: account.id,
  iban: account.iban ?? null,
  account_name: account.name ?? account.product ?? account.iban ?? account.id,
  currency: account.currency ?? null,
  balance: account.balances[0]?.amount.amount ?? null,
})

/** What the accounting program's own pages read beside the four routes. */
export const addBooks = (app: ApiApp, { ledger, invoices }: Services): void => {
  const list = async (account: string | undefined, asked: z.infer<typeof paging>) => {
    const { date_from: from, date_to: to, skip = 0, limit = 100 } = asked
    const all = await bookedEntries(ledger, { account, from, to })
    const items = await Promise.all(
      all.slice(skip, skip + limit).map(async (entry) => toBookEntry(entry, await standingOf(invoices, entry.id))),
    )
    return { items, total: all.length }
  }
  app.openapi(accountsRoute, async (c) => {
    const items = (await ledger.accounts()).map(toAccount)
    return c.json({ items, total: items.length }, 200)
  })
  app.openapi(accountRoute, async (c) => {
    const account = (await ledger.accounts()).find(({ id }) => id === c.req.valid('param').id)
    if (account === undefined) throw notFound('account', 'List them: GET bank-accounts')
    return c.json(toAccount(account), 200)
  })
  app.openapi(transactionsRoute, async (c) => c.json(await list(undefined, c.req.valid('query')), 200))
  app.openapi(ofAccountRoute, async (c) => c.json(await list(c.req.valid('param').id, c.req.valid('query')), 200))
}

import type { Route } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { listAccounts, listBalances } from './accounts-routes.ts'
import { listCardTransactions, listTransactions } from './transactions-routes.ts'

/** The Account Information API: a customer's token, an HTTP signature. */
export const aisRoutes = (world: IngWorld): readonly Route[] => {
  const token = {
    subject: 'customer',
    scheme: 'http',
    scopes: ['payment-accounts:balances:view', 'payment-accounts:transactions:view'],
  } as const
  return [
    { method: 'GET', pattern: /^\/v3\/accounts$/, token, handle: listAccounts(world) },
    { method: 'GET', pattern: /^\/v3\/accounts\/([^/]+)\/balances$/, token, handle: listBalances(world) },
    {
      method: 'GET',
      pattern: /^\/v2\/accounts\/([^/]+)\/transactions$/,
      token,
      handle: listTransactions(world, 'v2'),
    },
    {
      method: 'GET',
      pattern: /^\/v3\/accounts\/([^/]+)\/transactions$/,
      token,
      handle: listTransactions(world, 'v3'),
    },
    {
      method: 'GET',
      pattern: /^\/v[12]\/card-accounts\/([^/]+)\/transactions$/,
      token,
      handle: listCardTransactions(world),
    },
  ]
}

import type { Schemas } from './client.ts'
import { api, dataOf } from './client.ts'
import { type Resource, useResource } from './resource.ts'

const list = async <T>(answer: Promise<{ data?: { data: T[] } | undefined }>): Promise<readonly T[]> =>
  (await dataOf(answer)).data

/** The lists that several pages show: each is read once. */
export const useConnections = (): Resource<readonly Schemas['Connection'][]> =>
  useResource(['connections'], 'connections', () => list(api.GET('/v1/connections')))

export const useAccounts = (): Resource<readonly Schemas['Account'][]> =>
  useResource(['accounts'], 'accounts', () => list(api.GET('/v1/accounts')))

export const useProviders = (): Resource<readonly Schemas['Provider'][]> =>
  useResource(['providers'], 'providers', () => list(api.GET('/v1/providers')))

export const usePayments = (): Resource<readonly Schemas['Payment'][]> =>
  useResource(['payments'], 'payments', () => list(api.GET('/v1/payments', { params: { query: { limit: 100 } } })))

export const useBalanceHistory = (query: {
  readonly dateFrom: string
  readonly dateTo?: string
  readonly accountId?: string
}): Resource<readonly Schemas['BalanceSeries'][]> =>
  useResource(['accounts', 'transactions'], `history ${JSON.stringify(query)}`, () =>
    list(api.GET('/v1/balances/history', { params: { query } })),
  )

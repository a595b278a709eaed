import { api, dataOf, type Schemas } from '../../api/client.ts'
import { type Resource, useResource } from '../../api/resource.ts'

export type SummaryRow = Schemas['SummaryRow']

/** Money in and out of a period, by month or by counterparty. */
export const useSummary = (query: {
  readonly groupBy: 'month' | 'counterparty'
  readonly from: string
}): Resource<readonly SummaryRow[]> =>
  useResource(
    ['summary'],
    `summary ${JSON.stringify(query)}`,
    async () => (await dataOf(api.GET('/v1/summary', { params: { query } }))).data,
  )

/** The currency in which most entries are: the first that is shown. */
export const mainCurrency = (rows: readonly SummaryRow[]): string | undefined => {
  const counts = new Map<string, number>()
  for (const { income, count } of rows) counts.set(income.currency, (counts.get(income.currency) ?? 0) + count)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

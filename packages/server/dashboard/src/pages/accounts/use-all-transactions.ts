import { api, dataOf, type Schemas } from '../../api/client.ts'
import { type Resource, useResource } from '../../api/resource.ts'

interface Period {
  readonly accountId: string
  readonly dateFrom: string
  readonly dateTo: string
  readonly bookingStatus: 'booked'
}

/** All entries of a period, page by page: a statement that lacks one would be wrong. */
export const useAllTransactions = (period: Period): Resource<readonly Schemas['Transaction'][]> =>
  useResource(['transactions'], `all ${JSON.stringify(period)}`, async () => {
    const all: Schemas['Transaction'][] = []
    let cursor: string | undefined
    do {
      const page = await dataOf(api.GET('/v1/transactions', { params: { query: { ...period, limit: 500, cursor } } }))
      all.push(...page.data)
      cursor = page.nextCursor
    } while (cursor !== undefined)
    return all
  })

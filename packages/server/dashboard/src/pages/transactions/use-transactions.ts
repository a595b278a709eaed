import { useEffect, useRef, useState } from 'preact/hooks'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { type ApiProblem, asProblem } from '../../api/problem.ts'
import { useResource } from '../../api/resource.ts'
import type { Filters } from './filters.ts'

type Transaction = Schemas['Transaction']

const pageSize = 100

const load = (filters: Filters, cursor?: string) =>
  dataOf(api.GET('/v1/transactions', { params: { query: { ...filters, limit: pageSize, cursor } } }))

/** The first page is a resource, and read again when the ledger changes; more are added behind it as they are asked for. */
export const useTransactions = (filters: Filters) => {
  const key = JSON.stringify(filters)
  const first = useResource(['transactions'], `transactions ${key}`, () => load(filters))
  const { data, problem } = first.state.value
  const [more, setMore] = useState<readonly Transaction[]>([])
  const [cursor, setCursor] = useState<string | undefined>(undefined)
  const [failure, setFailure] = useState<ApiProblem | undefined>(undefined)
  const [isLoading, setLoading] = useState(false)
  const current = useRef(data)
  useEffect(() => {
    current.current = data
    setMore([])
    setCursor(data?.nextCursor)
    setFailure(undefined)
  }, [data, key])

  const loadMore = (): void => {
    if (cursor === undefined || isLoading) return
    setLoading(true)
    const shown = current.current
    load(filters, cursor)
      .then((page) => {
        // Another question was asked meanwhile: its answer stands.
        if (current.current !== shown) return
        setMore((before) => [...before, ...page.data])
        setCursor(page.nextCursor)
      })
      .catch((error: unknown) => setFailure(asProblem(error)))
      .finally(() => setLoading(false))
  }
  return {
    items: data === undefined ? undefined : [...data.data, ...more],
    problem: problem ?? failure,
    hasMore: cursor !== undefined,
    isLoading,
    loadMore,
    reload: () => void first.reload(),
  }
}

import { invalidRequest } from '../errors/api-error.ts'
import type { Sealer } from '../store/seal.ts'

/** A cursor belongs to the query that gave it: another query with it is refused. */
export const signCursor = (sealer: Sealer, query: Readonly<Record<string, unknown>>, cursor: string): string =>
  `${sealer.sign('cursor', `${queryText(query)}\n${cursor}`)}.${cursor}`

export const readCursor = (
  sealer: Sealer,
  query: Readonly<Record<string, unknown>>,
  given: string | undefined,
): string | undefined => {
  if (given === undefined) return undefined
  const dot = given.indexOf('.')
  const cursor = given.slice(dot + 1)
  if (dot > 0 && signCursor(sealer, query, cursor) === given) return cursor
  throw invalidRequest(
    'The cursor does not belong to this query.',
    'Keep the other parameters as they were, or begin without a cursor.',
  )
}

const queryText = (query: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.entries(query)
      .filter(([name, value]) => value !== undefined && name !== 'cursor' && name !== 'limit')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

/** RFC 8288: the next page's address. */
export const nextLink = (path: string, query: Readonly<Record<string, unknown>>, cursor: string): string => {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, cursor }))
    if (value !== undefined) parameters.set(name, String(value))
  return `<${path}?${parameters.toString()}>; rel="next"`
}

import { refusal } from './refusal.ts'

/** What the query asked for. `count` is absent when the query had none (10 are then shown). */
export interface PageRequest {
  readonly path: string
  readonly count?: number
  readonly olderId?: number
  readonly newerId?: number
}

export interface Pagination {
  readonly future_url: string | null
  readonly newer_url: string | null
  readonly older_url: string | null
}

export interface Page<T> {
  /** Newest (greatest id) first. */
  readonly items: readonly T[]
  readonly pagination: Pagination
}

const DEFAULT_COUNT = 10
const MAX_COUNT = 200

const invalid = (reason: string, received: string) =>
  refusal(26, 400, 'Invalid pagination parameters.', reason, {
    expected: 'count 1-200, one of older_id, newer_id',
    received,
  })

const wholeNumber = (query: URLSearchParams, name: string): number | undefined => {
  const texts = query.getAll(name)
  if (texts.length === 0) return undefined
  const text = texts[0] ?? ''
  if (texts.length > 1 || !/^\d{1,15}$/.test(text)) throw invalid(`${name} must be one whole number`, texts.join(', '))
  return Number(text)
}

/** Reads `count`, `older_id`, `newer_id`; other parameters are ignored, as the bank does. */
export const readPageRequest = (path: string, rawQuery: string): PageRequest => {
  const query = new URLSearchParams(rawQuery)
  const count = wholeNumber(query, 'count')
  const olderId = wholeNumber(query, 'older_id')
  const newerId = wholeNumber(query, 'newer_id')
  if (count !== undefined && (count < 1 || count > MAX_COUNT)) throw invalid('count is out of range', String(count))
  if (olderId !== undefined && newerId !== undefined) throw invalid('both cursors at once', rawQuery)
  return {
    path,
    ...(count === undefined ? {} : { count }),
    ...(olderId === undefined ? {} : { olderId }),
    ...(newerId === undefined ? {} : { newerId }),
  }
}

/** Index of the first item whose id is at least `id`; items ascend by id. */
const lowerBound = (items: readonly { readonly id: number }[], id: number): number => {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && item.id < id) low = middle + 1
    else high = middle
  }
  return low
}

/** Cuts one page out of items that ascend by id. Exactly one of `newer_url` and `future_url` is set on a page with items. */
export const pageOf = <T extends { readonly id: number }>(ascending: readonly T[], request: PageRequest): Page<T> => {
  const size = request.count ?? DEFAULT_COUNT
  let start: number
  let end: number
  if (request.newerId !== undefined) {
    start = lowerBound(ascending, request.newerId + 1)
    end = Math.min(start + size, ascending.length)
  } else {
    end = request.olderId === undefined ? ascending.length : lowerBound(ascending, request.olderId)
    start = Math.max(0, end - size)
  }
  const url = (cursor: 'older_id' | 'newer_id', id: number) =>
    `${request.path}?${request.count === undefined ? '' : `count=${request.count}&`}${cursor}=${id}`
  const oldest = ascending[start]
  const newest = ascending[end - 1]
  if (oldest === undefined || newest === undefined || start >= end) {
    const future = request.newerId === undefined ? null : url('newer_id', request.newerId)
    return { items: [], pagination: { future_url: future, newer_url: null, older_url: null } }
  }
  const holdsNewest = end === ascending.length
  return {
    items: ascending.slice(start, end).reverse(),
    pagination: {
      future_url: holdsNewest ? url('newer_id', newest.id) : null,
      newer_url: holdsNewest ? null : url('newer_id', newest.id),
      older_url: start > 0 ? url('older_id', oldest.id) : null,
    },
  }
}

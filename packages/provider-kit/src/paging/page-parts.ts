import type { PageProblem } from '@nostro/core'

/** A page of the bank's own size. */
export interface WholePage<T> {
  readonly items: readonly T[]
  readonly problems: readonly PageProblem[]
  /** The bank's position of the next page. */
  readonly next?: string | undefined
}

/** Where a listing goes on: a page of the bank, and how many of its entries were given. */
export interface PartPosition {
  /** The bank's position of that page; absent for the first one. */
  readonly at?: string | undefined
  readonly given: number
}

/**
 * Reads a position that {@link pageParts} gave as `next`.
 *
 * @example
 * readPartPosition('+50 key-2') // { at: 'key-2', given: 50 }
 */
export const readPartPosition = (position: string | undefined): PartPosition => {
  const [, given, at] = /^\+(\d{1,9}) (.*)$/s.exec(position ?? '') ?? []
  if (given === undefined) return { at: position, given: 0 }
  return { at: at === '' ? undefined : at, given: Number(given) }
}

const writePartPosition = ({ at = '', given }: PartPosition): string => `+${given} ${at}`

/**
 * Cuts pages of a bank that knows no page size into parts of the size that was asked for. `next` of a part names the part
 * after it, in the same page of the bank or in the next. Problems of a page come with its first part.
 *
 * @param size entries in a part; absent, pages stay as they are
 * @param start where the pages given here begin
 *
 * @example
 * const start = readPartPosition(cursor?.position)
 * for await (const part of pageParts(followPages({ bank, start: start.at, fetch }), { size: query.pageSize, start })) use(part)
 */
export async function* pageParts<T, P extends WholePage<T>>(
  pages: AsyncIterable<P>,
  { size, start }: { readonly size?: number | undefined; readonly start: PartPosition },
): AsyncGenerator<P> {
  let { at, given } = start
  for await (const page of pages) {
    do {
      const end = Math.min(page.items.length, given + (size ?? page.items.length))
      const isLast = end >= page.items.length
      yield {
        ...page,
        items: page.items.slice(given, end),
        problems: given === 0 ? page.problems : [],
        next: isLast ? page.next : writePartPosition({ at, given: end }),
      }
      given = end
    } while (given < page.items.length)
    at = page.next
    given = 0
  }
}

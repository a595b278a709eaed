import { z } from 'zod'
import type { Bank } from '../bank.ts'
import { invalidRequest } from '../errors/invalid-request.ts'

/** Where a listing goes on, and for which listing that holds. */
export interface PageCursor {
  /** Key of the account, or whatever else is listed. */
  readonly subject: string
  /** The members of the query that choose what is listed. Those that were not given are absent. */
  readonly query: Readonly<Record<string, string>>
  /** The bank's next target, or its continuation key. */
  readonly position: string
}

/** Whose cursor it must be. */
export interface CursorOwner {
  readonly bank: Bank
  readonly subject: string
  /** As given beside the cursor: a member that is given must be the cursor's own. */
  readonly query?: Readonly<Record<string, string | undefined>> | undefined
}

const version = 1

const cursorSchema = z.strictObject({
  v: z.literal(version),
  s: z.string().min(1),
  q: z.record(z.string(), z.string()),
  p: z.string().min(1),
})

/** Links of banks have a few hundred characters. */
const maxLength = 16_384

/**
 * A cursor as an opaque word that can be stored. It holds no token.
 *
 * @example
 * writeCursor({ subject: 'a-1/EUR', query: { dateFrom: '2026-01-01' }, position: '/v2/accounts/a-1/transactions?next=2' })
 */
export const writeCursor = ({ subject, query, position }: PageCursor): string =>
  Buffer.from(JSON.stringify({ v: version, s: subject, q: query, p: position })).toString('base64url')

/**
 * Reads a cursor back. What the query does not say is taken from the cursor, so that a period is kept over pages.
 * @throws NostroError `invalid_request` for a word that is not ours, of another account, or of another query
 *
 * @example
 * const { position, query } = readCursor(cursor, { bank, subject: 'a-1/EUR', query: { dateFrom } })
 */
export const readCursor = (cursor: string, { bank, subject, query = {} }: CursorOwner): PageCursor => {
  const parsed = cursorSchema.safeParse(decode(cursor))
  if (!parsed.success || parsed.data.s !== subject) {
    throw invalidRequest(
      bank,
      '`cursor` was not given by a page of this account.',
      'Give back a page’s `cursor` unchanged, with the account that it was made for; or start without one.',
    )
  }
  const { q: kept, p: position } = parsed.data
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== kept[name]) {
      throw invalidRequest(
        bank,
        `\`cursor\` was made for another \`${name}\`.`,
        'Go on with the same query, or leave the other members out; for another query start without a cursor.',
      )
    }
  }
  return { subject, query: kept, position }
}

const decode = (text: unknown): unknown => {
  if (typeof text !== 'string' || text.length > maxLength) return undefined
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown
  } catch {
    return undefined
  }
}

import { NostroError } from '@nostro/core'
import { z } from 'zod'

export type Order = 'newest-first' | 'oldest-first'

const cursorSchema = z.object({
  v: z.literal(1),
  /** Account, so that a cursor is not used for another one. */
  a: z.string(),
  o: z.enum(['newest-first', 'oldest-first']),
  /** The bank's own link: path and query. */
  t: z.string().startsWith('/'),
})

/** Where the next page begins, as a text to keep. */
export const toCursor = (accountId: string, order: Order, target: string): string =>
  Buffer.from(JSON.stringify({ v: 1, a: accountId, o: order, t: target })).toString('base64url')

/** @throws NostroError `invalid_request` when the text is no cursor of this account and order */
export const readCursor = (cursor: string, accountId: string, order: Order): string => {
  const parsed = cursorSchema.safeParse(parse(cursor))
  if (parsed.success && parsed.data.a === accountId && parsed.data.o === order) return parsed.data.t
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The cursor was not given by a page of this account in this order.',
    hint: 'Use the cursor of a page with the same account and order, or start without one.',
  })
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown
  } catch {
    return undefined
  }
}

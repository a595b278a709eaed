import { createHmac, timingSafeEqual } from 'node:crypto'
import { refuse } from '../refusal.ts'

/** All that the next page needs. It stands in the cursor itself, so that the bank remembers nothing. */
export interface PageCursor {
  readonly accountId: string
  readonly kind: 'account' | 'card'
  readonly currency: string
  /** Positions from `end` downwards, `start` being the oldest one of the period. */
  readonly start: number
  readonly end: number
  readonly limit: number
  /** The bank's time of the first page: what books while a client turns pages does not change sides. */
  readonly asOf: number
  readonly fieldsToOmit: readonly string[]
  /** Offset paging: entries that were shown before, and the end of the period; null for an open one. */
  readonly shown?: number
  /** Where pages are repeated: this one was served once before. */
  readonly repeated?: boolean
  readonly to?: number | null
}

const macOf = (secret: Buffer, text: string): Buffer =>
  createHmac('sha256', secret).update(text).digest().subarray(0, 16)

export const sealCursor = (secret: Buffer, cursor: PageCursor): string => {
  const text = Buffer.from(JSON.stringify(cursor)).toString('base64url')
  return `${text}${macOf(secret, text).toString('base64url')}`
}

/** Row 59: a cursor that was issued here, for this account. */
export const openCursor = (secret: Buffer, sealed: string, accountId: string, kind: PageCursor['kind']): PageCursor => {
  const text = sealed.slice(0, -22)
  const mac = Buffer.from(sealed.slice(-22), 'base64url')
  const genuine = mac.length === 16 && timingSafeEqual(mac, macOf(secret, text))
  const cursor = genuine ? (JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as PageCursor) : undefined
  if (cursor?.accountId === accountId && cursor.kind === kind) return cursor
  return refuse({
    row: 59,
    status: 400,
    text: 'next is invalid',
    code: 'FORMAT_ERROR',
    path: 'next',
    reason: cursor ? 'The cursor was issued for another account' : 'The cursor was not issued here',
    received: sealed.slice(0, 40),
  })
}

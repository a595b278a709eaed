import { createHash } from 'node:crypto'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * The `X-Request-ID` of a payment: the idempotency key where that is a UUID, else a UUID made from it (RFC 9562,
 * version 8). So the key that was stored beforehand is enough to ask ING about a payment whose answer was lost.
 */
export const toRequestId = (idempotencyKey: string): string => {
  if (uuid.test(idempotencyKey)) return idempotencyKey.toLowerCase()
  const bytes = createHash('sha256').update(`nostro/ing/${idempotencyKey}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

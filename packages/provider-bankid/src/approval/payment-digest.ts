import { createHash } from 'node:crypto'
import type { ApprovalRequest } from '@nostro/core'

/** Members in the order of their names, absent ones left out: equal payments give equal bytes. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    members.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, canonical(member)]),
  )
}

/**
 * What is signed along with the text, unseen: two lines of ASCII, the format's name and the SHA-256 (hex) of the
 * request's canonical JSON. It binds every member of the payment, also those that the text does not name.
 *
 * @example
 * const hiddenData = paymentDigest({ bank: 'ing', payment, idempotencyKey })
 */
export const paymentDigest = ({ bank, payment, idempotencyKey }: ApprovalRequest): Uint8Array => {
  const text = JSON.stringify(canonical({ bank, idempotencyKey, payment }))
  const digest = createHash('sha256').update(text, 'utf8').digest('hex')
  return Buffer.from(`nostro-payment-approval/1\nsha256:${digest}\n`, 'ascii')
}

import { createHash } from 'node:crypto'
import type { Payment } from '../domain/payment.ts'

/**
 * SHA-256, in lower-case hex, of the payment's canonical JSON: members sorted by name and absent ones left out, as in RFC 8785
 * (which for payments, made of texts alone, is the whole rule). Two payments that say the same have the same hash, in
 * whatever order their members were written.
 *
 * @example
 * ```ts
 * const intent = { provider: 'bunq', key, payment, paymentHash: hashPayment(payment), ... }
 * ```
 */
export const hashPayment = (payment: Payment): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(payment)), 'utf8')
    .digest('hex')

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]))
}

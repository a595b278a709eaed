import type { EpochMs } from '@nostro/core'
import type { SearchRange } from './find-candidates.ts'
import type { PaymentNotes } from './payment-notes.ts'

const dayMs = 86_400_000
/** bunq's `Date` has whole seconds, and its clock is learnt from it. */
const clockSlackMs = 5_000

/**
 * Entries after the one that was newest before the payment was sent: the bank's own order, which no clock can upset. One
 * that was made long after the attempt is an equal payment of somebody else, or a very late one: which of them is unknown.
 */
export const rangeAfter = (
  { newestId, bankStartedAt }: PaymentNotes & { readonly newestId: string },
  flightMs: number,
): SearchRange => ({
  isPast: ({ id }) => id !== '' && isNotNewer(id, newestId),
  isInside: ({ createdAt }) => createdAt !== undefined && createdAt <= bankStartedAt + flightMs + clockSlackMs,
})

/**
 * By time alone, where only that is known. The clock that the start was read from may have been wrong, so an equal payment
 * up to a day before it leaves the outcome open.
 */
export const rangeSince = (bankStartedAt: EpochMs, flightMs: number): SearchRange => ({
  isPast: ({ createdAt }) => createdAt !== undefined && createdAt < bankStartedAt - dayMs,
  isInside: ({ createdAt }) =>
    createdAt !== undefined && createdAt >= bankStartedAt && createdAt <= bankStartedAt + flightMs + clockSlackMs,
})

const isNotNewer = (id: string, newestId: string): boolean =>
  /^\d+$/.test(id) && /^\d+$/.test(newestId) && BigInt(id) <= BigInt(newestId)

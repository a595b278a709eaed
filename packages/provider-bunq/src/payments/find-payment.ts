import {
  type CallContext,
  type Clock,
  type EpochMs,
  monotonicOf,
  type PaymentIntent,
  type PaymentIntentStore,
} from '@nostro/core'
import type { BunqClient } from '../api/client.ts'
import { findCandidates, type SearchRange } from './find-candidates.ts'
import { type OwnPayment, readOtherIntents } from './other-intents.ts'
import { readPaymentNotes } from './payment-notes.ts'
import { rangeAfter, rangeSince } from './search-range.ts'

export interface SearchParts {
  readonly intents: Pick<PaymentIntentStore, 'list'>
  readonly clock: Clock
  bankNow(): EpochMs
  /** How long absence is watched before it counts as "not made". */
  readonly settleMs: number
  /** Longest time from the start of an attempt until bunq has its request: the queue of the rate limits, and the call. */
  readonly flightMs: number
}

export interface PaymentSearch extends OwnPayment {
  readonly client: BunqClient
  /** Absent: the payment was not sent from this store. */
  readonly intent: PaymentIntent | undefined
  /** When the caller says that it was first sent. */
  readonly startedAt: EpochMs | undefined
  readonly ctx: CallContext | undefined
}

/** The bank's id of the payment; that it was not made; or that the records cannot tell. */
export type FoundPayment = { readonly id: string } | 'not_executed' | 'outcome_unknown'

const lookEveryMs = 500

/**
 * Searches the bank's records for a payment. It is found when exactly one entry can be it and no other payment of the store
 * can be meant; it is absent when nothing like it shows up until the records have settled. All else is unknown.
 */
export const findPayment = async (parts: SearchParts, search: PaymentSearch): Promise<FoundPayment> => {
  const { clock, settleMs } = parts
  const range = rangeOf(parts, search)
  if (range === undefined) return 'outcome_unknown'
  // Measured: a clock that is set forward meanwhile must not make the records look settled.
  const elapsed = monotonicOf(clock)
  const deadline = elapsed() + settleMs
  for (;;) {
    const found = await lookOnce(parts, search, range)
    // A request may still be on its way to the bank's records.
    if (found !== 'not_executed' || elapsed() >= deadline) return found
    await clock.sleep(lookEveryMs, search.ctx?.signal)
  }
}

const lookOnce = async (
  { intents }: SearchParts,
  search: PaymentSearch,
  range: () => SearchRange,
): Promise<FoundPayment> => {
  const { client, order, accountId, ctx } = search
  const { candidates, isIncomplete } = await findCandidates(client, { order, accountId, range }, ctx)
  const { claimed, hasRival } = await readOtherIntents(intents, search)
  const left = candidates.filter(({ id }) => !claimed.has(id))
  const [only] = left
  if (isIncomplete || left.length > 1 || only?.isCertain === false) return 'outcome_unknown'
  if (only === undefined) return 'not_executed'
  return hasRival ? 'outcome_unknown' : { id: only.id }
}

/** Nothing when it is not known from where on to look, or when the clock stands before the start. */
const rangeOf = (
  { clock, bankNow, flightMs }: SearchParts,
  { intent, startedAt }: PaymentSearch,
): (() => SearchRange) | undefined => {
  const notes = readPaymentNotes(intent)
  if (notes !== undefined && notes.newestId !== null) {
    const { newestId } = notes
    return () => rangeAfter({ ...notes, newestId }, flightMs)
  }
  const start = intent?.attempts[0]?.at ?? startedAt
  if (start === undefined || start > clock.now()) return undefined
  return () => rangeSince(start + bankNow() - clock.now(), flightMs)
}

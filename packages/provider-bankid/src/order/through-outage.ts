import { type CallContext, type Challenge, type Clock, type JsonValue, NostroError } from '@nostro/core'
import { isNoSuchOrder } from '../api/errors.ts'
import type { OrderResult, Orders } from './orders.ts'
import { readSealed } from './sealed-order.ts'

/** An order is over by itself after this long, whatever happened to it (reference section 18). */
export const orderLifeMs = 240_000

/** What passes by itself: BankID or the way to it is down for a moment. */
const passing: readonly string[] = ['bank_unavailable', 'timeout', 'outcome_unknown', 'rate_limited']

/** One look at an order that takes short outages for “still waiting”, as long as the order can live. */
export const advanceThroughOutage = async (
  orders: Orders,
  clock: Clock,
  challenge: Challenge,
  ctx?: CallContext,
): Promise<OrderResult> => {
  try {
    return await orders.advance(challenge, ctx)
  } catch (error) {
    const sealed = readSealed(challenge)
    const isOver = clock.now() - sealed.startedAt >= orderLifeMs
    // “No such order” after a lost answer comes as `outcome_unknown` too: there is nothing left to ask.
    const ends = !NostroError.isInstance(error) || !passing.includes(error.code) || isNoSuchOrder(error)
    if (isOver || ends || ctx?.signal?.aborted === true) throw error
    const next = { ...sealed, collectedAt: clock.now(), lostAnswer: true }
    return { status: 'pending', challenge: { ...challenge, sealed: next as unknown as JsonValue } }
  }
}

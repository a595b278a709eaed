import { type CallContext, type Challenge, type Clock, NostroError } from '@nostro/core'
import { isNoSuchOrder } from '../api/errors.ts'
import { readRecord, withLostAnswer } from './order-record.ts'
import { orderLifeMs } from './order-times.ts'
import type { OrderResult, Orders } from './orders.ts'

/** What passes by itself: BankID or the way to it is down for a moment. */
const passing: readonly string[] = ['bank_unavailable', 'timeout', 'outcome_unknown', 'rate_limited']

/**
 * One look at an order that takes short outages for “still waiting”, as long as the order can live.
 * @throws NostroError `timeout` for an order that does not end
 */
export const advanceThroughOutage = async (
  orders: Orders,
  clock: Clock,
  challenge: Challenge,
  ctx?: CallContext,
): Promise<OrderResult> => {
  const record = readRecord(challenge)
  const isOver = (): boolean => clock.now() - record.startedAt >= orderLifeMs(record.operation)
  try {
    const result = await orders.advance(challenge, ctx)
    if (result.status === 'pending' && isOver()) throw endless()
    return result
  } catch (error) {
    // “No such order” after a lost answer comes as `outcome_unknown` too: there is nothing left to ask.
    const ends = !NostroError.isInstance(error) || !passing.includes(error.code) || isNoSuchOrder(error)
    if (isOver() || ends || ctx?.signal?.aborted === true) throw error
    return { status: 'pending', challenge: withLostAnswer(challenge, clock.now()) }
  }
}

const endless = (): NostroError =>
  new NostroError({
    code: 'timeout',
    provider: 'bankid',
    message: 'BankID calls the order pending for longer than any order lives.',
    hint: 'Treat the person as not identified, and let them start again (RFA5).',
  })

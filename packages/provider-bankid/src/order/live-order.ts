import {
  type CallContext,
  type Challenge,
  type Clock,
  type DecoupledView,
  type EpochMs,
  joinSignals,
} from '@nostro/core'
import type { FieldsOf, OrderOperation } from '../api/order-fields.ts'
import type { PendingHintCode } from './hint-code.ts'
import { toPendingHintCode } from './hint-code.ts'
import type { OrderResult, Orders } from './orders.ts'
import { pollAfterMs, readSealed, situationOf, withLostAnswer } from './sealed-order.ts'
import { advanceThroughOutage } from './through-outage.ts'

export interface LiveOrderOptions {
  /** Aborting cancels the order at BankID; the iteration then throws the signal's reason. */
  readonly signal?: AbortSignal
  /** When nobody took the order in time, a new one takes its place: at most 5 times and for 3 minutes. */
  readonly restart?: boolean
}

export type OrderState =
  | {
      readonly status: 'pending'
      readonly hintCode: PendingHintCode
      /** What to show: text, QR code and start link. Safe for the browser. */
      readonly view: DecoupledView
      /** How often a new order has taken the place of one that nobody took. */
      readonly restarts: number
    }
  | Exclude<OrderResult, { readonly status: 'pending' }>

/** An order that is followed: iterate once. Leaving the loop early cancels it, unless it was handed over. */
export interface LiveOrder extends AsyncIterable<OrderState> {
  /** The QR code and text of a moment, by the clock alone. */
  frame(at: EpochMs): DecoupledView
  /** Cancels at BankID and ends the iteration. */
  cancel(): Promise<void>
  /** Stops following without cancelling. The answer is plain JSON with secrets: for another server process. */
  handOver(): Challenge
}

interface Parts {
  readonly orders: Orders
  readonly clock: Clock
  readonly challenge: Challenge
  readonly options: LiveOrderOptions
}

const mostRestarts = 5
const restartForMs = 180_000

export const createLiveOrder = ({ orders, clock, challenge, options }: Parts): LiveOrder => {
  const outer = options.signal
  const stop = joinSignals(outer === undefined ? [] : [outer])
  const { signal } = stop
  const ctx: CallContext = { signal }
  const begunAt = readSealed(challenge).startedAt
  let current = challenge
  let restarts = 0
  let asking = false
  let followed = false
  let end: 'over' | 'cancelled' | 'handed over' | undefined
  const mayEnd = (): boolean => end === undefined

  const pending = (): OrderState => ({
    status: 'pending',
    hintCode: toPendingHintCode(readSealed(current).hintCode),
    view: orders.frame(current, clock.now()),
    restarts,
  })
  const restarted = async (result: OrderResult): Promise<boolean> => {
    const mayRestart = options.restart === true && restarts < mostRestarts && clock.now() - begunAt < restartForMs
    if (!mayRestart || result.status !== 'failed' || result.reason !== 'startFailed') return false
    const sealed = readSealed(current)
    const operation: OrderOperation = sealed.operation
    // Read from our own notes: the fields were checked when they were first sent, and are again.
    const fields = sealed.request as unknown as FieldsOf[typeof operation]
    current = await orders.start(operation, fields as never, situationOf(sealed), ctx)
    restarts += 1
    return true
  }
  const endCalls = (): void => {
    stop.abort(undefined)
    stop.release()
  }
  // Nobody may have begun to iterate, and the order would block the person's next one.
  const leaveUnfollowed = (): void => {
    if (followed || !mayEnd()) return
    end = 'cancelled'
    orders.cancel(current).catch(() => undefined)
  }
  if (signal.aborted) leaveUnfollowed()
  else signal.addEventListener('abort', leaveUnfollowed)
  async function* follow(): AsyncGenerator<OrderState> {
    followed = true
    outer?.throwIfAborted()
    try {
      yield pending()
      while (mayEnd()) {
        await clock.sleep(pollAfterMs, signal)
        asking = true
        const result = await advanceThroughOutage(orders, clock, current, ctx)
        asking = false
        if (result.status === 'pending') current = result.challenge
        else if (!(await restarted(result))) {
          end = 'over'
          yield result
          return
        }
        yield pending()
      }
    } catch (error) {
      // Stopped on purpose: the loop ends as if nothing had happened.
      if (end === 'cancelled' || end === 'handed over') return
      end = 'over'
      // What went wrong is worth more than a cancel that fails as well.
      await orders.cancel(current).catch(() => undefined)
      outer?.throwIfAborted()
      throw error
    } finally {
      stop.release()
      if (mayEnd()) {
        end = 'cancelled'
        await orders.cancel(current)
      }
    }
  }
  return {
    [Symbol.asyncIterator]: follow,
    frame: (at) => orders.frame(current, at),
    cancel: async () => {
      if (!mayEnd()) return
      end = 'cancelled'
      endCalls()
      await orders.cancel(current)
    },
    handOver: () => {
      // An answer on its way is lost with the call: it may hold the result.
      end ??= 'handed over'
      endCalls()
      return asking ? withLostAnswer(current) : current
    },
  }
}

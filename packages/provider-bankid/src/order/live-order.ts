import {
  type CallContext,
  type Challenge,
  type Clock,
  type DecoupledView,
  type EpochMs,
  joinSignals,
} from '@nostro/core'
import type { FieldsOf } from '../api/order-fields.ts'
import { type PendingHintCode, toPendingHintCode } from './hint-code.ts'
import { readRecord, situationOf, withLostAnswer } from './order-record.ts'
import { pollAfterMs } from './order-times.ts'
import type { OrderResult, Orders } from './orders.ts'
import { advanceThroughOutage } from './through-outage.ts'

/** How an order is followed. */
export interface LiveOrderOptions {
  /** Aborting cancels the order at BankID; the iteration then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** When nobody took the order in time, a new one takes its place: at most 5 times and for 3 minutes. */
  readonly restart?: boolean | undefined
}

/** How far an order is, with what to show. */
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
  /** When BankID's answer to the present order arrived: the QR code counts its seconds from here. */
  readonly startedAt: EpochMs
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
/** How long an order that nobody takes is replaced by a new one. */
export const restartForMs = 180_000

export const createLiveOrder = (parts: Parts): LiveOrder => new FollowedOrder(parts)

class FollowedOrder implements LiveOrder {
  readonly #orders: Orders
  readonly #clock: Clock
  readonly #options: LiveOrderOptions
  readonly #begunAt: EpochMs
  /** Ends the calls of this order: the caller's signal, or our own. */
  readonly #stop: ReturnType<typeof joinSignals>
  readonly #ctx: CallContext
  #current: Challenge
  #restarts = 0
  /** A call is on its way: its answer may hold the result. */
  #asking = false
  #followed = false
  #end: 'over' | 'cancelled' | 'handed over' | undefined

  constructor({ orders, clock, challenge, options }: Parts) {
    this.#orders = orders
    this.#clock = clock
    this.#options = options
    this.#begunAt = readRecord(challenge).startedAt
    this.#stop = joinSignals(options.signal === undefined ? [] : [options.signal])
    this.#ctx = { signal: this.#stop.signal }
    this.#current = challenge
    const { signal } = this.#stop
    if (signal.aborted) this.#cancelUnfollowed()
    else signal.addEventListener('abort', () => this.#cancelUnfollowed())
  }

  get startedAt(): EpochMs {
    return readRecord(this.#current).startedAt
  }

  frame(at: EpochMs): DecoupledView {
    return this.#orders.frame(this.#current, at)
  }

  async cancel(): Promise<void> {
    if (this.#end !== undefined) return
    this.#end = 'cancelled'
    this.#endCalls()
    await this.#orders.cancel(this.#current)
  }

  handOver(): Challenge {
    // An answer on its way is lost with the call: it may hold the result.
    this.#end ??= 'handed over'
    this.#endCalls()
    return this.#asking ? withLostAnswer(this.#current) : this.#current
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<OrderState> {
    this.#followed = true
    this.#options.signal?.throwIfAborted()
    try {
      yield* this.#states()
    } catch (error) {
      // Stopped on purpose: the loop ends as if nothing had happened.
      if (this.#end === 'cancelled' || this.#end === 'handed over') return
      this.#end = 'over'
      // What went wrong is worth more than a cancel that fails as well.
      await this.#orders.cancel(this.#current).catch(() => undefined)
      this.#options.signal?.throwIfAborted()
      throw error
    } finally {
      this.#stop.release()
      if (this.#end === undefined) {
        this.#end = 'cancelled'
        await this.#orders.cancel(this.#current)
      }
    }
  }

  async *#states(): AsyncGenerator<OrderState> {
    yield this.#pending()
    while (this.#end === undefined) {
      await this.#clock.sleep(pollAfterMs, this.#stop.signal)
      this.#asking = true
      const result = await advanceThroughOutage(this.#orders, this.#clock, this.#current, this.#ctx)
      this.#asking = false
      if (result.status === 'pending') this.#current = result.challenge
      else if (!(await this.#restarted(result))) {
        this.#end = 'over'
        yield result
        return
      }
      yield this.#pending()
    }
  }

  #pending(): OrderState {
    return {
      status: 'pending',
      hintCode: toPendingHintCode(readRecord(this.#current).hintCode),
      view: this.frame(this.#clock.now()),
      restarts: this.#restarts,
    }
  }

  async #restarted(result: OrderResult): Promise<boolean> {
    const inTime = this.#restarts < mostRestarts && this.#clock.now() - this.#begunAt < restartForMs
    if (this.#options.restart !== true || !inTime) return false
    if (result.status !== 'failed' || result.reason !== 'startFailed') return false
    const record = readRecord(this.#current)
    // Read from our own notes: the fields were checked when they were first sent, and are again.
    const fields = record.request as unknown as FieldsOf[typeof record.operation]
    this.#current = await this.#orders.start(record.operation, fields as never, situationOf(record), this.#ctx)
    this.#restarts += 1
    return true
  }

  #endCalls(): void {
    this.#stop.abort(undefined)
    this.#stop.release()
  }

  /** The caller gave up before iterating: a pending order would block the person's next one. */
  #cancelUnfollowed(): void {
    if (this.#followed || this.#end !== undefined) return
    this.#end = 'cancelled'
    this.#orders.cancel(this.#current).catch(() => undefined)
  }
}

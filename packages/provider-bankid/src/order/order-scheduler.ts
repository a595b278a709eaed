import type { Challenge, Clock } from '@nostro/core'
import { withLostAnswer } from './order-record.ts'
import { pollAfterMs } from './order-times.ts'
import type { OrderResult, Orders } from './orders.ts'
import { advanceThroughOutage } from './through-outage.ts'

/** What a scheduler reports, and to whom. */
export interface SchedulerOptions {
  /** Every answer: pending, complete or failed. A finished order is forgotten before this is called. */
  onResult(id: string, result: OrderResult): void
  /** An order that can be followed no more, or whose `onResult` threw. It is forgotten before this is called. */
  onError(id: string, error: unknown): void
  /** Calls at a time; 64 by default. */
  readonly concurrency?: number | undefined
}

/** Follows thousands of orders under one timer. */
export interface OrderScheduler {
  /** Follows the order from now on. The same order twice is one. */
  add(challenge: Challenge): void
  /** Stops following without cancelling; the answer is the order as it stands. */
  remove(id: string): Challenge | undefined
  readonly size: number
  /** The latest that a call was made after its time, in milliseconds. */
  readonly largestDelayMs: number
  /** Forgets all orders and ends the timer. */
  stop(): void
}

interface Parts {
  readonly orders: Orders
  readonly clock: Clock
  readonly options: SchedulerOptions
}

interface Entry {
  challenge: Challenge
  dueAt: number
  /** A call is on its way. */
  asking: boolean
}

/** Calls are spread over the interval in steps of this. */
const slotMs = 50

/** Follows thousands of orders with one timer: each is asked every two seconds, counted from its own last answer. */
export const createScheduler = (parts: Parts): OrderScheduler => new OrderWheel(parts)

class OrderWheel implements OrderScheduler {
  readonly #orders: Orders
  readonly #clock: Clock
  readonly #options: SchedulerOptions
  readonly #entries = new Map<string, Entry>()
  readonly #wheel = new Map<number, Entry[]>()
  readonly #ready: Entry[] = []
  #stopping = new AbortController()
  #running = 0
  #ticking = false
  #added = 0
  #largestDelayMs = 0
  #nextSlot = 0

  constructor({ orders, clock, options }: Parts) {
    this.#orders = orders
    this.#clock = clock
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  get largestDelayMs(): number {
    return this.#largestDelayMs
  }

  add(challenge: Challenge): void {
    if (this.#entries.has(challenge.id)) return
    const entry = { challenge, dueAt: 0, asking: false }
    this.#entries.set(challenge.id, entry)
    // Many at once are spread over the interval, in turn.
    this.#added += 1
    this.#schedule(entry, this.#clock.now() + slotMs * (this.#added % (pollAfterMs / slotMs)))
  }

  remove(id: string): Challenge | undefined {
    const entry = this.#entries.get(id)
    this.#entries.delete(id)
    // The answer on its way reaches nobody, and may hold the result.
    return entry?.asking === true ? withLostAnswer(entry.challenge) : entry?.challenge
  }

  stop(): void {
    this.#entries.clear()
    this.#wheel.clear()
    this.#ready.length = 0
    this.#stopping.abort()
    this.#stopping = new AbortController()
  }

  #schedule(entry: Entry, dueAt: number): void {
    entry.dueAt = dueAt
    const slot = Math.max(Math.ceil(dueAt / slotMs), this.#nextSlot)
    const there = this.#wheel.get(slot)
    if (there === undefined) this.#wheel.set(slot, [entry])
    else there.push(entry)
    if (!this.#ticking) void this.#tick()
  }

  #isCurrent(entry: Entry): boolean {
    return this.#entries.get(entry.challenge.id) === entry
  }

  async #look(entry: Entry): Promise<void> {
    const { id } = entry.challenge
    this.#largestDelayMs = Math.max(this.#largestDelayMs, this.#clock.now() - entry.dueAt)
    let isMine = (): boolean => this.#isCurrent(entry)
    entry.asking = true
    try {
      const ctx = { signal: this.#stopping.signal }
      const result = await advanceThroughOutage(this.#orders, this.#clock, entry.challenge, ctx)
      entry.asking = false
      if (!this.#isCurrent(entry)) return
      // An error of the caller's `onResult` is reported too: BankID hands a result out once.
      isMine = () => true
      if (result.status === 'pending') {
        entry.challenge = result.challenge
        this.#schedule(entry, this.#clock.now() + pollAfterMs)
      } else this.#entries.delete(id)
      this.#options.onResult(id, result)
    } catch (error) {
      if (!isMine()) return
      if (this.#isCurrent(entry)) this.#entries.delete(id)
      this.#options.onError(id, error)
    }
  }

  #pump(): void {
    while (this.#running < (this.#options.concurrency ?? 64)) {
      const entry = this.#ready.shift()
      if (entry === undefined) return
      if (!this.#isCurrent(entry)) continue
      this.#running += 1
      void this.#look(entry).finally(() => {
        this.#running -= 1
        this.#pump()
      })
    }
  }

  async #tick(): Promise<void> {
    this.#ticking = true
    this.#nextSlot = Math.floor(this.#clock.now() / slotMs)
    while (this.#entries.size > 0) {
      const until = Math.floor(this.#clock.now() / slotMs)
      for (; this.#nextSlot <= until; this.#nextSlot++) {
        const due = this.#wheel.get(this.#nextSlot)
        this.#wheel.delete(this.#nextSlot)
        if (due !== undefined) this.#ready.push(...due)
      }
      this.#pump()
      await this.#clock.sleep(slotMs)
    }
    this.#ticking = false
  }
}

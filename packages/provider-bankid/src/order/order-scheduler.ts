import type { Challenge, Clock } from '@nostro/core'
import { withLostAnswer } from './order-record.ts'
import { pollAfterMs } from './order-times.ts'
import type { OrderResult, Orders } from './orders.ts'
import { advanceThroughOutage } from './through-outage.ts'

export interface SchedulerOptions {
  /** Every answer: pending, complete or failed. A finished order is forgotten before this is called. */
  onResult(id: string, result: OrderResult): void
  /** An order that can be followed no more, or whose `onResult` threw. It is forgotten before this is called. */
  onError(id: string, error: unknown): void
  /** Calls at a time; 64 by default. */
  readonly concurrency?: number
}

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

/** The wheel's teeth: calls are spread over the interval in steps of this. */
const slotMs = 50

/** Follows thousands of orders with one timer: each is asked every two seconds, counted from its own last answer. */
export const createScheduler = ({ orders, clock, options }: Parts): OrderScheduler => {
  const { concurrency = 64 } = options
  const entries = new Map<string, Entry>()
  const wheel = new Map<number, Entry[]>()
  const ready: Entry[] = []
  let stopping = new AbortController()
  let running = 0
  let ticking = false
  let added = 0
  let largestDelayMs = 0
  let nextSlot = 0

  const slotOf = (time: number): number => Math.ceil(time / slotMs)
  const schedule = (entry: Entry, dueAt: number): void => {
    entry.dueAt = dueAt
    const slot = Math.max(slotOf(dueAt), nextSlot)
    const there = wheel.get(slot)
    if (there === undefined) wheel.set(slot, [entry])
    else there.push(entry)
    if (!ticking) void tick()
  }
  const isCurrent = (entry: Entry): boolean => entries.get(entry.challenge.id) === entry
  const look = async (entry: Entry): Promise<void> => {
    const { id } = entry.challenge
    largestDelayMs = Math.max(largestDelayMs, clock.now() - entry.dueAt)
    let isMine = (): boolean => isCurrent(entry)
    entry.asking = true
    try {
      const result = await advanceThroughOutage(orders, clock, entry.challenge, { signal: stopping.signal })
      entry.asking = false
      if (!isCurrent(entry)) return
      // A result that the caller stumbles over is told all the same: BankID hands it out once.
      isMine = () => true
      if (result.status === 'pending') {
        entry.challenge = result.challenge
        schedule(entry, clock.now() + pollAfterMs)
      } else entries.delete(id)
      options.onResult(id, result)
    } catch (error) {
      if (!isMine()) return
      if (isCurrent(entry)) entries.delete(id)
      options.onError(id, error)
    }
  }
  const pump = (): void => {
    while (running < concurrency) {
      const entry = ready.shift()
      if (entry === undefined) return
      if (!isCurrent(entry)) continue
      running += 1
      void look(entry).finally(() => {
        running -= 1
        pump()
      })
    }
  }
  const tick = async (): Promise<void> => {
    ticking = true
    nextSlot = Math.floor(clock.now() / slotMs)
    while (entries.size > 0) {
      const until = Math.floor(clock.now() / slotMs)
      for (; nextSlot <= until; nextSlot++) {
        const due = wheel.get(nextSlot)
        wheel.delete(nextSlot)
        if (due !== undefined) ready.push(...due)
      }
      pump()
      await clock.sleep(slotMs)
    }
    ticking = false
  }
  return {
    add: (challenge) => {
      if (entries.has(challenge.id)) return
      const entry = { challenge, dueAt: 0, asking: false }
      entries.set(challenge.id, entry)
      // Many at once are spread over the interval, in turn.
      added += 1
      schedule(entry, clock.now() + slotMs * (added % (pollAfterMs / slotMs)))
    },
    remove: (id) => {
      const entry = entries.get(id)
      entries.delete(id)
      // The answer on its way reaches nobody, and may hold the result.
      return entry?.asking === true ? withLostAnswer(entry.challenge) : entry?.challenge
    },
    get size() {
      return entries.size
    },
    get largestDelayMs() {
      return largestDelayMs
    },
    stop: () => {
      entries.clear()
      wheel.clear()
      ready.length = 0
      stopping.abort()
      stopping = new AbortController()
    },
  }
}

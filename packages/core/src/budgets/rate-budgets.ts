import type { BudgetStore, BudgetWant } from '../contracts/budget-store.ts'
import type { Clock } from '../contracts/clock.ts'
import type { OutgoingRequest } from '../contracts/http-message.ts'
import type { RateBudget, SendOptions } from '../contracts/transport.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { monotonicOf } from './monotonic-of.ts'

/** Starts that were counted for one attempt. */
export interface TakenBudget {
  /** Milliseconds waited for them. */
  readonly waitedMs: number
  /** Takes them back: not one byte of the attempt left. */
  giveBack(): Promise<void>
}

/** Keeps calls within a bank's limits. */
export interface RateBudgets {
  /**
   * Waits for a start in every bucket of the call.
   * @throws NostroError `rate_limited` when a daily quota is used up or a queue would take longer than allowed
   */
  take(request: OutgoingRequest, options: SendOptions): Promise<TakenBudget>
  /** The bank said 429: nothing more through this call's buckets for that long. */
  close(request: OutgoingRequest, options: SendOptions, forMs: number): Promise<void>
}

type Place = BudgetWant & { readonly budget: RateBudget }

interface Ticket {
  readonly places: readonly Place[]
  /** Called when another one left a queue of this ticket. */
  wake(): void
}

/** Who waits for a bucket, in the order of asking, and when the first of them may go on, as far as is known. */
interface Queue {
  readonly tickets: Ticket[]
  headFreeAt: number
}

export interface RateBudgetsParts {
  readonly provider: string
  readonly budgets: readonly RateBudget[]
  readonly store: BudgetStore
  readonly clock: Clock
  readonly maxQueueMs: number
}

const nothingTaken: TakenBudget = { waitedMs: 0, giveBack: async () => {} }

/** A queue per bucket in this process, so that calls start in the order of asking; the store counts for all processes. */
export const createRateBudgets = ({ provider, budgets, store, clock, maxQueueMs }: RateBudgetsParts): RateBudgets => {
  const time = monotonicOf(clock)
  const queues = new Map<string, Queue>()

  const placesOf = (request: OutgoingRequest, options: SendOptions): readonly Place[] =>
    budgets.flatMap((budget) => {
      const key = budget.bucket(request, options)
      const { name, limit, windowMs } = budget
      return key === undefined ? [] : [{ budget, bucket: `${provider}|${name}|${key}`, limit, windowMs }]
    })

  const enter = (ticket: Ticket): void => {
    for (const { bucket } of ticket.places) {
      const queue = queues.get(bucket) ?? { tickets: [], headFreeAt: 0 }
      queues.set(bucket, queue)
      queue.tickets.push(ticket)
    }
  }
  const leave = (ticket: Ticket): void => {
    for (const { bucket } of ticket.places) {
      const queue = queues.get(bucket)
      if (queue === undefined) continue
      queue.tickets.splice(queue.tickets.indexOf(ticket), 1)
      if (queue.tickets.length === 0) queues.delete(bucket)
      else queue.tickets[0]?.wake()
    }
  }
  const isFirst = (ticket: Ticket): boolean =>
    ticket.places.every(({ bucket }) => queues.get(bucket)?.tickets[0] === ticket)

  /** At least so long for a ticket that is not first: those before it start `limit` at a time. */
  const expectedWaitMs = (ticket: Ticket): number =>
    Math.max(
      ...ticket.places.map(({ bucket, limit, windowMs }) => {
        const { tickets, headFreeAt } = queues.get(bucket) ?? { tickets: [], headFreeAt: 0 }
        const headWaitMs = headFreeAt - time()
        return headWaitMs <= 0 ? 0 : headWaitMs + Math.floor(tickets.indexOf(ticket) / limit) * windowMs
      }),
    )

  const turn = async (ticket: Ticket, signal: AbortSignal | undefined): Promise<void> => {
    if (expectedWaitMs(ticket) > maxQueueMs) throw queueTooLong(provider, ticket.places, expectedWaitMs(ticket))
    while (!isFirst(ticket)) await nextChange(ticket, signal)
  }

  return {
    take: async (request, options) => {
      const places = placesOf(request, options)
      if (places.length === 0) return nothingTaken
      const { signal } = options.ctx
      signal?.throwIfAborted()
      const ticket: Ticket = { places, wake: () => undefined }
      const asked = time()
      enter(ticket)
      try {
        await turn(ticket, signal)
        for (;;) {
          const answer = await store.take(places)
          const waitedMs = time() - asked
          if (answer.granted) {
            const buckets = places.map(({ bucket }) => bucket)
            return { waitedMs, giveBack: () => store.giveBack(buckets, answer.takenAt) }
          }
          const { bucket, retryAfterMs } = answer
          const place = places.find((candidate) => candidate.bucket === bucket) ?? places[0]
          if (place?.budget.kind === 'daily') throw quotaUsedUp(provider, place, retryAfterMs)
          if (waitedMs + retryAfterMs > maxQueueMs) throw queueTooLong(provider, places, retryAfterMs)
          for (const each of places) setHeadFreeAt(queues.get(each.bucket), time() + retryAfterMs)
          await clock.sleep(retryAfterMs, signal)
        }
      } finally {
        leave(ticket)
      }
    },
    close: async (request, options, forMs) => {
      for (const { bucket } of placesOf(request, options)) await store.close(bucket, forMs)
    },
  }
}

const setHeadFreeAt = (queue: Queue | undefined, at: number): void => {
  if (queue !== undefined) queue.headFreeAt = at
}

/** Resolves when somebody left a queue of the ticket. Rejects with the signal's reason. */
const nextChange = (ticket: Ticket, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason)
    ticket.wake = () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }
    signal?.addEventListener('abort', onAbort, { once: true })
  })

const quotaUsedUp = (provider: string, { limit, budget: { name } }: Place, retryAfterMs: number): NostroError =>
  new NostroError({
    code: 'rate_limited',
    provider,
    message: `The ${limit} calls of “${name}” are used up.`,
    retryAfterMs,
    sent: false,
    hint: `Nothing was sent. Try again in ${inWords(retryAfterMs)}, or while the customer is present.`,
  })

const queueTooLong = (provider: string, places: readonly Place[], retryAfterMs: number): NostroError =>
  new NostroError({
    code: 'rate_limited',
    provider,
    message: `The queue of “${places.map(({ budget }) => budget.name).join(', ')}” would take ${inWords(retryAfterMs)} more.`,
    retryAfterMs: Math.ceil(retryAfterMs),
    sent: false,
    hint: 'Nothing was sent. Make fewer calls at once.',
  })

const inWords = (ms: number): string =>
  ms < 120_000
    ? `${Math.ceil(ms / 1000)} s`
    : ms < 7_200_000
      ? `${Math.ceil(ms / 60_000)} min`
      : `${Math.ceil(ms / 3_600_000)} h`

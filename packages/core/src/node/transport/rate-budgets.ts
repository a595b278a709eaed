import type { Clock } from '../../contracts/clock.ts'
import type { OutgoingRequest } from '../../contracts/http-message.ts'
import type { RateBudget, SendOptions } from '../../contracts/transport.ts'
import { NostroError } from '../../errors/nostro-error.ts'

/** Keeps calls within a bank's limits. */
export interface RateBudgets {
  /**
   * Waits for a place in every bucket of the call; gives the milliseconds waited.
   * @throws NostroError `rate_limited` when a daily quota is used up or a queue would take longer than allowed
   */
  take(request: OutgoingRequest, options: SendOptions): Promise<number>
  /** The bank said 429: nothing more through this call's buckets for that long. */
  close(request: OutgoingRequest, options: SendOptions, forMs: number): void
}

interface Bucket {
  /** When the last calls started, oldest first: at most `limit` of them. */
  readonly starts: number[]
  /** Who waits, in the order of asking. */
  readonly queue: object[]
  closedUntil: number
}

interface Place {
  readonly budget: RateBudget
  readonly bucket: Bucket
}

const dayMs = 86_400_000

/** So many buckets are kept before idle ones are looked for: keys may hold ids, of which there is no end. */
const sweepAt = 1_000

/** A log of starts and a queue per bucket. Who waits looks again on waking, since the bank may have closed the bucket. */
export const createRateBudgets = (
  provider: string,
  budgets: readonly RateBudget[],
  clock: Clock,
  maxQueueMs: number,
): RateBudgets => {
  const buckets = new Map<string, Place>()

  const placesOf = (request: OutgoingRequest, options: SendOptions): readonly Place[] => {
    if (buckets.size > sweepAt) sweep(buckets, clock.now())
    return budgets.flatMap((budget) => {
      const key = budget.bucket(request, options)
      if (key === undefined) return []
      const name = `${budget.name}\n${key}`
      const place = buckets.get(name) ?? { budget, bucket: { starts: [], queue: [], closedUntil: 0 } }
      buckets.set(name, place)
      return [place]
    })
  }

  return {
    take: async (request, options) => {
      const places = placesOf(request, options)
      if (places.length === 0) return 0
      const ticket = {}
      const asked = clock.now()
      for (const { bucket } of places) bucket.queue.push(ticket)
      try {
        for (;;) {
          const now = clock.now()
          const starts = places.map((place) => startOf(place, ticket, now))
          const waitMs = Math.max(...starts) - now
          if (waitMs <= 0) {
            for (const { budget, bucket } of places) {
              bucket.starts.push(now)
              if (bucket.starts.length > budget.limit) bucket.starts.shift()
            }
            return now - asked
          }
          const usedUp = places.find(({ budget }, index) => budget.kind === 'daily' && (starts[index] ?? 0) > now)
          if (usedUp !== undefined) throw quotaUsedUp(provider, usedUp, waitMs)
          if (now - asked + waitMs > maxQueueMs) throw queueTooLong(provider, places, waitMs)
          await clock.sleep(waitMs, options.ctx.signal)
        }
      } finally {
        for (const { bucket } of places) bucket.queue.splice(bucket.queue.indexOf(ticket), 1)
      }
    },
    close: (request, options, forMs) => {
      for (const { bucket } of placesOf(request, options)) {
        bucket.closedUntil = Math.max(bucket.closedUntil, clock.now() + forMs)
      }
    },
  }
}

/** When a waiting call may start: those before it in the queue go first. */
const startOf = ({ budget: { limit, windowMs, kind }, bucket }: Place, ticket: object, now: number): number => {
  const starts = [...bucket.starts]
  let start = now
  for (let position = bucket.queue.indexOf(ticket); position >= 0; position -= 1) {
    const oldest = starts.length < limit ? undefined : starts.shift()
    const free =
      oldest === undefined ? now : kind === 'daily' ? (Math.floor(oldest / dayMs) + 1) * dayMs : oldest + windowMs
    start = Math.max(now, bucket.closedUntil, free)
    starts.push(start)
  }
  return start
}

const quotaUsedUp = (provider: string, { budget: { limit, name } }: Place, retryAfterMs: number): NostroError =>
  new NostroError({
    code: 'rate_limited',
    provider,
    message: `The day’s ${limit} calls of “${name}” are used up.`,
    retryAfterMs,
    hint: 'Nothing was sent. Try again tomorrow, or while the customer is present.',
  })

const queueTooLong = (provider: string, places: readonly Place[], retryAfterMs: number): NostroError =>
  new NostroError({
    code: 'rate_limited',
    provider,
    message: `The queue of “${places.map(({ budget }) => budget.name).join(', ')}” would take ${Math.ceil(retryAfterMs / 1000)} s more.`,
    retryAfterMs,
    hint: 'Nothing was sent. Make fewer calls at once, or allow a longer queue with maxQueueMs.',
  })

const sweep = (buckets: Map<string, Place>, now: number): void => {
  for (const [name, { budget, bucket }] of buckets) {
    const last = bucket.starts.at(-1) ?? 0
    const idleFor = budget.kind === 'daily' ? dayMs : budget.windowMs
    if (bucket.queue.length === 0 && now - last > idleFor && now > bucket.closedUntil) buckets.delete(name)
  }
}

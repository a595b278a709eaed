import type { Clock } from '../contracts/clock.ts'
import type { OutgoingRequest, RateBudget, SendOptions } from '../contracts/transport.ts'
import { NostroError } from '../errors/nostro-error.ts'

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
  /** When the last calls start or started, oldest first: at most `limit` of them. */
  readonly starts: number[]
  closedUntil: number
}

const dayMs = 86_400_000

/** A sliding log of starts per bucket: a place is reserved at once, so that waiting callers keep their order. */
export const createRateBudgets = (
  provider: string,
  budgets: readonly RateBudget[],
  clock: Clock,
  maxQueueMs: number,
): RateBudgets => {
  const buckets = new Map<string, Bucket>()

  const bucketsOf = (
    request: OutgoingRequest,
    options: SendOptions,
  ): readonly { budget: RateBudget; bucket: Bucket }[] =>
    budgets.flatMap((budget) => {
      const key = budget.bucket(request, options)
      if (key === undefined) return []
      const name = `${budget.name}\n${key}`
      const bucket = buckets.get(name) ?? { starts: [], closedUntil: 0 }
      buckets.set(name, bucket)
      return [{ budget, bucket }]
    })

  const refused = ({ name, kind, limit }: RateBudget, waitMs: number): NostroError =>
    new NostroError({
      code: 'rate_limited',
      provider,
      message:
        kind === 'daily'
          ? `The day’s ${limit} calls of “${name}” are used up.`
          : `The queue of “${name}” would take ${Math.ceil(waitMs / 1000)} s.`,
      retryAfterMs: waitMs,
      hint: 'Nothing was sent. Try again after that time, or make fewer calls.',
    })

  return {
    take: async (request, options) => {
      const found = bucketsOf(request, options)
      const now = clock.now()
      const startAt = Math.max(now, ...found.map(({ budget, bucket }) => freeAt(budget, bucket)))
      const waitMs = startAt - now
      for (const { budget, bucket } of found) {
        const own = Math.max(now, freeAt(budget, bucket)) - now
        if (budget.kind === 'daily' ? own > 0 : waitMs > maxQueueMs) throw refused(budget, Math.max(own, waitMs))
      }
      for (const { budget, bucket } of found) {
        bucket.starts.push(startAt)
        if (bucket.starts.length > budget.limit) bucket.starts.shift()
      }
      // A closed bucket may close again while we wait; the bank's word is asked for once more afterwards.
      if (waitMs > 0) await clock.sleep(waitMs, options.ctx.signal)
      return waitMs
    },
    close: (request, options, forMs) => {
      for (const { bucket } of bucketsOf(request, options)) {
        bucket.closedUntil = Math.max(bucket.closedUntil, clock.now() + forMs)
      }
    },
  }
}

/** When the next call of a bucket may start. */
const freeAt = ({ limit, windowMs, kind }: RateBudget, { starts, closedUntil }: Bucket): number => {
  const oldest = starts.length < limit ? undefined : starts[0]
  if (oldest === undefined) return closedUntil
  const free = kind === 'daily' ? (Math.floor(oldest / dayMs) + 1) * dayMs : oldest + windowMs
  return Math.max(closedUntil, free)
}

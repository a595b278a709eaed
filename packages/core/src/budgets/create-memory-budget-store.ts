import type { BudgetStore, BudgetWant } from '../contracts/budget-store.ts'
import type { Clock } from '../contracts/clock.ts'
import { monotonicOf } from './monotonic-of.ts'

interface Bucket {
  /** When the last starts were, oldest first: at most `limit` of them. */
  starts: number[]
  closedUntil: number
  /** The longest window that was asked for: what is older does not count any more. */
  windowMs: number
}

/** So many buckets are kept before idle ones are looked for: names may hold ids, of which there is no end. */
const sweepAt = 1_000
/** A wait of years, which garbage can say, must not close a bank for as long as the process lives. */
const longestClosingMs = 86_400_000

/**
 * Budgets of one process. Time is monotonic: setting the machine's clock changes nothing.
 *
 * @example
 * const budgetStore = createMemoryBudgetStore(clock)
 */
export const createMemoryBudgetStore = (clock: Clock): BudgetStore => {
  const time = monotonicOf(clock)
  const buckets = new Map<string, Bucket>()

  const bucketOf = ({ bucket: name, windowMs }: Pick<BudgetWant, 'bucket' | 'windowMs'>): Bucket => {
    if (buckets.size > sweepAt) sweep(buckets, time())
    const known = buckets.get(name)
    if (known !== undefined) {
      known.windowMs = Math.max(known.windowMs, windowMs)
      return known
    }
    const made: Bucket = { starts: [], closedUntil: Number.NEGATIVE_INFINITY, windowMs }
    buckets.set(name, made)
    return made
  }

  return {
    take: async (wants) => {
      const now = time()
      const places = wants.map((want) => ({ want, bucket: bucketOf(want) }))
      let last: { readonly name: string; readonly at: number } | undefined
      for (const { want, bucket } of places) {
        const at = want.limit < 1 ? now + want.windowMs : freeAt(bucket, want)
        if (at > now && at > (last?.at ?? now)) last = { name: want.bucket, at }
      }
      if (last !== undefined) return { granted: false, bucket: last.name, retryAfterMs: Math.ceil(last.at - now) }
      for (const { want, bucket } of places) bucket.starts = [...bucket.starts, now].slice(-want.limit)
      return { granted: true, takenAt: now }
    },
    close: async (name, forMs) => {
      const bucket = bucketOf({ bucket: name, windowMs: 0 })
      bucket.closedUntil = Math.max(bucket.closedUntil, time() + Math.min(Math.max(0, forMs), longestClosingMs))
    },
    giveBack: async (names, takenAt) => {
      for (const name of names) {
        const starts = buckets.get(name)?.starts ?? []
        const index = starts.lastIndexOf(takenAt)
        if (index !== -1) starts.splice(index, 1)
      }
    },
    usage: async (prefix) => {
      const now = time()
      return [...buckets]
        .filter(([name]) => name.startsWith(prefix))
        .map(([bucket, { starts, closedUntil, windowMs }]) => ({
          bucket,
          startsAgoMs: starts.map((start) => now - start).filter((ago) => ago < windowMs),
          closedForMs: Math.max(0, closedUntil - now),
        }))
    },
  }
}

/** When the next start may be: the `limit`-th last one has to have left the window. */
const freeAt = ({ starts, closedUntil }: Bucket, { limit, windowMs }: BudgetWant): number => {
  const blocking = starts.at(-limit)
  return Math.max(closedUntil, blocking === undefined ? Number.NEGATIVE_INFINITY : blocking + windowMs)
}

const sweep = (buckets: Map<string, Bucket>, now: number): void => {
  for (const [name, { starts, closedUntil, windowMs }] of buckets) {
    const last = starts.at(-1) ?? Number.NEGATIVE_INFINITY
    if (now - last >= windowMs && now >= closedUntil) buckets.delete(name)
  }
}

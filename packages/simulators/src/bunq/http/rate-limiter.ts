import type { EpochMs } from '../../clock/simulated-clock.ts'

/** At most `calls` in any `seconds`. */
export interface Bucket {
  readonly calls: number
  readonly seconds: number
}

/** By method; `session-server` is the call that opens sessions. */
export type Buckets = Readonly<Record<'GET' | 'POST' | 'PUT' | 'DELETE' | 'session-server', Bucket>>

/** The classic table: reads 3, writes 5, changes 2 per three seconds. DELETE is not documented; clients assume 5. */
export const classicBuckets: Buckets = {
  GET: { calls: 3, seconds: 3 },
  POST: { calls: 5, seconds: 3 },
  PUT: { calls: 2, seconds: 3 },
  DELETE: { calls: 5, seconds: 3 },
  'session-server': { calls: 1, seconds: 30 },
}

export interface RateLimiter {
  /** True when the call may pass; a call that may not is not counted. */
  take(key: string, bucket: Bucket, now: EpochMs): boolean
  clear(): void
}

/** Sliding windows by key. Entries of a clock that was moved back are dropped. */
export const createRateLimiter = (): RateLimiter => {
  const taken = new Map<string, EpochMs[]>()
  return {
    take: (key, bucket, now) => {
      const recent = (taken.get(key) ?? []).filter((at) => at <= now && at > now - bucket.seconds * 1000)
      const free = recent.length < bucket.calls
      if (free) recent.push(now)
      taken.set(key, recent)
      return free
    },
    clear: () => taken.clear(),
  }
}

import type { EpochMs } from '../clock/simulated-clock.ts'
import type { Refusal } from './answers.ts'

const minute = 60_000

/** Counts the requests of each relying party in windows of a minute. */
export interface RequestBudget {
  /** T8: a refusal when the window is full; `limit` 0 never is. */
  spend(relyingParty: string, limit: number, now: EpochMs): Refusal | undefined
  clear(): void
}

export const createRequestBudget = (): RequestBudget => {
  const windows = new Map<string, { readonly endsAt: EpochMs; used: number }>()
  return {
    spend: (relyingParty, limit, now) => {
      if (limit === 0) return undefined
      const known = windows.get(relyingParty)
      const window = known === undefined || known.endsAt <= now ? { endsAt: now + minute, used: 0 } : known
      windows.set(relyingParty, window)
      window.used += 1
      if (window.used <= limit) return undefined
      return {
        check: 'T8',
        status: 429,
        errorCode: 'tooManyRequests',
        details: 'Too many requests',
        reason: 'the relying party has used up its requests of this minute',
        expected: `at most ${limit} in a minute`,
        received: String(window.used),
        headers: {
          'RateLimit-Limit': String(limit),
          'RateLimit-Remaining': '0',
          'RateLimit-Reset': String(Math.ceil((window.endsAt - now) / 1000)),
        },
      }
    },
    clear: () => windows.clear(),
  }
}

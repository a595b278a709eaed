import type { BankResponse } from '../contracts/http-message.ts'
import type { Random } from '../contracts/random.ts'
import { type EpochMs, parseHttpDate } from '../domain/dates.ts'

const firstDelayMs = 200
const longestDelayMs = 8_000

/** Answers that may be better next time, to a call that may be sent twice (RFC 9110 section 15, RFC 6585, RFC 8470). */
export const isPassing = (status: number): boolean => [408, 421, 425, 429, 500, 502, 503, 504].includes(status)

/** Exponential with full jitter: a random share of 200 ms, 400 ms, 800 ms …, at most 8 s. `attempt` counts from 1. */
export const backoffMs = (attempt: number, random: Random): number =>
  random.fraction() * Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1))

/**
 * `Retry-After` (RFC 9110 10.2.3) in milliseconds: seconds or an HTTP date. Undefined when absent or unreadable.
 *
 * @example
 * retryAfterMs(response, clock.now()) // 7000
 */
export const retryAfterMs = ({ headers }: Pick<BankResponse, 'headers'>, now: EpochMs): number | undefined => {
  const text = headers['retry-after']?.trim()
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const at = parseHttpDate(text)
  return at === undefined ? undefined : Math.max(0, at - now)
}

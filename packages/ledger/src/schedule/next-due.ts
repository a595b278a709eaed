import type { EpochMs } from '@nostro/core'
import { backOffMs } from './back-off.ts'

/** How often a connection is read without anybody asking. */
export interface ReadPlan {
  /** 6 hours by default: four reads in 24 hours. */
  readonly intervalMs: number
  /** Added at random, never taken away: 5 minutes by default. */
  readonly jitterMs: number
}

export const defaultReadPlan: ReadPlan = { intervalMs: 6 * 3_600_000, jitterMs: 5 * 60_000 }

export interface ReadOutcome {
  readonly lastStart: EpochMs
  readonly now: EpochMs
  /** Failures in a row, this one included. */
  readonly failures: number
  /** When every budget of the connection has a read free again. */
  readonly budgetFreeAt: EpochMs
  /** The bank counts unattended reads: a failed one is spent, and no retry spends another. */
  readonly isBudgeted: boolean
  /** The bank or our own count asked to wait so long. */
  readonly retryAfterMs: number
  /** In [0, 1). */
  readonly fraction: number
}

/**
 * When a connection is read next (section 5.2): after the interval, when its budgets are free, and not before the back-off has
 * passed. There is always a next time: no failure is a trap.
 */
export const nextDue = (outcome: ReadOutcome, plan: ReadPlan): EpochMs => {
  const { lastStart, now, failures, budgetFreeAt, isBudgeted, retryAfterMs, fraction } = outcome
  const jitter = Math.floor(plan.jitterMs * fraction)
  const planned = Math.max(lastStart + plan.intervalMs, budgetFreeAt)
  if (failures === 0 || isBudgeted) return Math.max(planned, now + retryAfterMs) + jitter
  const backOff = Math.min(backOffMs(failures), plan.intervalMs)
  return Math.max(now + backOff, now + retryAfterMs, budgetFreeAt) + Math.floor((backOff / 10) * fraction)
}

/** Spreads first reads over the interval, the same way in every process (FNV-1a over the id). */
export const firstDue = (connection: string, now: EpochMs, { intervalMs }: ReadPlan): EpochMs => {
  let hash = 0x811c9dc5
  for (let index = 0; index < connection.length; index += 1) {
    hash = Math.imul(hash ^ connection.charCodeAt(index), 0x01000193) >>> 0
  }
  return now + Math.floor((hash / 2 ** 32) * intervalMs)
}

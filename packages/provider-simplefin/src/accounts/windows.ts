import type { EpochMs } from '@nostro/core'

/** A window of time of one request; Unix seconds, the end exclusive and absent for now. */
export interface Window {
  readonly index: number
  readonly start: number
  readonly end?: number | undefined
}

const day = 86_400
/** Servers cut longer windows. A day less than 90 leaves room for how they count. */
const windowDays = 89
/** How many windows are walked where no first day is given: some two years. */
export const mostWindows = 8

/**
 * Window 0 ends now, each further one where the one before begins. They begin at the start of a UTC day, so that the
 * same day gives the same windows for all accounts, and one request serves them all.
 *
 * @example
 * windowAt(0, Date.parse('2026-03-05T09:00:00Z')) // { index: 0, start: <2025-12-06T00:00:00Z> }
 */
export const windowAt = (index: number, now: EpochMs): Window => {
  const today = Math.floor(now / 1000 / day) * day
  const start = today - (index + 1) * windowDays * day
  return index === 0 ? { index, start } : { index, start, end: start + windowDays * day }
}

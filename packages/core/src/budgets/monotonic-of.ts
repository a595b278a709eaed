import type { Clock } from '../contracts/clock.ts'

/**
 * Milliseconds that only grow, for measuring durations. From `clock.monotonic` where there is one; otherwise from `now`,
 * whose steps back count as no time at all.
 *
 * @example
 * const elapsed = monotonicOf(clock)
 * const start = elapsed()
 */
export const monotonicOf = (clock: Clock): (() => number) => {
  const { monotonic } = clock
  if (monotonic !== undefined) return () => monotonic.call(clock)
  let last = clock.now()
  let elapsed = 0
  return () => {
    const now = clock.now()
    elapsed += Math.max(0, now - last)
    last = now
    return elapsed
  }
}

import type { Clock } from '../contracts/clock.ts'
import type { EpochMs } from '../domain/dates.ts'

/** Time that stands still until it is moved; sleepers wake in the order of their times. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, waking sleepers on the way and letting them run. */
  advance(ms: number): Promise<void>
  set(now: EpochMs): void
  /** How many are asleep. */
  readonly sleeping: number
}

interface Sleeper {
  readonly wakeAt: EpochMs
  wake(): void
}

/**
 * Starts at 2024-05-01T12:00:00Z by default.
 *
 * @example
 * const clock = createFakeClock(Date.UTC(2026, 0, 5))
 */
export const createFakeClock = (start: EpochMs = Date.UTC(2024, 4, 1, 12)): FakeClock => {
  let now = start
  const sleepers: Sleeper[] = []
  const next = (until: EpochMs): Sleeper | undefined => {
    const due = sleepers.filter(({ wakeAt }) => wakeAt <= until).toSorted((a, b) => a.wakeAt - b.wakeAt)
    return due[0]
  }
  const remove = (sleeper: Sleeper): void => {
    const index = sleepers.indexOf(sleeper)
    if (index !== -1) sleepers.splice(index, 1)
  }
  return {
    now: () => now,
    set: (value) => {
      now = value
    },
    get sleeping() {
      return sleepers.length
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason)
          return
        }
        const onAbort = (): void => {
          remove(sleeper)
          reject(signal?.reason)
        }
        const sleeper: Sleeper = {
          wakeAt: now + ms,
          wake: () => {
            signal?.removeEventListener('abort', onAbort)
            remove(sleeper)
            resolve()
          },
        }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
    advance: async (ms) => {
      // What is ready to run belongs to the time before.
      await new Promise((resolve) => setImmediate(resolve))
      const until = now + ms
      for (let sleeper = next(until); sleeper !== undefined; sleeper = next(until)) {
        now = Math.max(now, sleeper.wakeAt)
        sleeper.wake()
        // What was woken runs before the clock moves on.
        await new Promise((resolve) => setImmediate(resolve))
      }
      now = until
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

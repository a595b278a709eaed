import type { Clock } from '@nostro/core'

interface Sleeper {
  readonly wakeAt: number
  wake(): void
}

export interface LeapingClock extends Clock {
  /** Moves on by `ms` at once. */
  leap(ms: number): void
  /** From now on nothing but this process is waited for: a few turns of the event loop without news are a standstill. */
  hurry(): void
}

/** Sleeps up to this long are leapt over; longer ones are limits that nothing should reach. */
const longestLeapMs = 600_000
/** So many turns without a new sleeper or a woken one count as standstill. */
const quietTurns = 12

/**
 * Time that runs, and leaps forward when everybody sleeps: a pause of 30 seconds costs milliseconds.
 *
 * @example
 * const clock = createLeapingClock(systemClock)
 * await clock.sleep(30_000) // some milliseconds
 */
export const createLeapingClock = (base: Pick<Clock, 'now'>): LeapingClock => {
  let leapt = 0
  let quiet = 0
  let hurries = false
  let stopTurning: (() => void) | undefined
  const sleepers = new Set<Sleeper>()
  const now = (): number => base.now() + leapt
  const turn = (): void => {
    quiet += 1
    const next = Math.min(...[...sleepers].map(({ wakeAt }) => wakeAt))
    if (quiet >= quietTurns && Number.isFinite(next)) leapt += Math.max(0, next - now())
    for (const sleeper of [...sleepers]) if (sleeper.wakeAt <= now()) sleeper.wake()
    if (sleepers.size > 0) return
    stopTurning?.()
    stopTurning = undefined
  }
  const startTurning = (): (() => void) => {
    if (!hurries) {
      const timer = setInterval(turn, 1).unref()
      return () => clearInterval(timer)
    }
    let immediate: NodeJS.Immediate
    const again = (): void => {
      immediate = setImmediate(() => {
        again()
        turn()
      })
    }
    again()
    return () => clearImmediate(immediate)
  }
  const sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error)
        return
      }
      const finish = (end: () => void): void => {
        quiet = 0
        sleepers.delete(sleeper)
        clearTimeout(limit)
        signal?.removeEventListener('abort', onAbort)
        end()
      }
      const onAbort = (): void => finish(() => reject(signal?.reason as Error))
      const sleeper: Sleeper = { wakeAt: now() + ms, wake: () => finish(() => resolve()) }
      const limit = ms > longestLeapMs ? setTimeout(sleeper.wake, ms).unref() : undefined
      signal?.addEventListener('abort', onAbort, { once: true })
      if (limit !== undefined) return
      quiet = 0
      sleepers.add(sleeper)
      stopTurning ??= startTurning()
    })
  return {
    now,
    sleep,
    leap: (ms) => {
      leapt += ms
    },
    hurry: () => {
      hurries = true
    },
  }
}

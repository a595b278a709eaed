import { vi } from 'vitest'
import type { Clock } from '../../packages/core/src/index.ts'
import { nextTimeOfDay } from './next-time-of-day.ts'
import { createStillness } from './standstill.ts'

interface Sleeper {
  readonly wakeAt: number
  wake(): void
}

/**
 * Real time that leaps forward when everybody sleeps: limits of 30 s are waited out in a moment, and what happens
 * between two sleeps takes as long as it takes. It starts at the next 14:00 UTC. Banks and clients of one process share it.
 * @param longestLeapMs sleeps up to this long are leapt over; longer ones are deadlines, which keep real time
 */
export const createLeapingClock = (longestLeapMs = 600_000): Clock => {
  // No test crosses midnight in a European bank's zone, on whatever day and hour it runs.
  let leapt = nextTimeOfDay('14:00') - Date.now()
  const stillness = createStillness()
  let turning = false
  const sleepers = new Set<Sleeper>()
  const now = (): number => Date.now() + leapt
  // A module that is being loaded is no event of the loop either: it is asked for before each leap.
  let imports: 'unknown' | 'asked' | 'settled' = 'unknown'
  const isLoading = (): boolean => {
    if (imports === 'unknown') {
      imports = 'asked'
      void vi.dynamicImportSettled().then(() => {
        imports = 'settled'
      })
    }
    return imports !== 'settled'
  }
  const turn = (): void => {
    if (stillness.isReached() && !isLoading()) {
      imports = 'unknown'
      const next = Math.min(...[...sleepers].map(({ wakeAt }) => wakeAt))
      leapt += Math.max(0, next - now())
    }
    for (const sleeper of [...sleepers]) if (sleeper.wakeAt <= now()) sleeper.wake()
    turning = sleepers.size > 0
    if (turning) setImmediate(turn)
  }
  const sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error)
        return
      }
      const finish = (end: () => void): void => {
        stillness.disturb()
        sleepers.delete(sleeper)
        clearTimeout(deadline)
        signal?.removeEventListener('abort', onAbort)
        end()
      }
      const onAbort = (): void => finish(() => reject(signal?.reason as Error))
      const sleeper: Sleeper = { wakeAt: now() + ms, wake: () => finish(() => resolve()) }
      const deadline = ms > longestLeapMs ? setTimeout(sleeper.wake, ms).unref() : undefined
      signal?.addEventListener('abort', onAbort, { once: true })
      if (deadline !== undefined) return
      stillness.disturb()
      sleepers.add(sleeper)
      if (turning) return
      turning = true
      setImmediate(turn)
    })
  return { now, sleep }
}

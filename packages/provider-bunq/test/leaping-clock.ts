import type { Clock } from '@nostro/core'

interface Sleeper {
  readonly wakeAt: number
  wake(): void
}

/** Sleeps up to this long are leapt over; longer ones are deadlines, which keep real time. */
const longestLeapMs = 600_000
const tickMs = 2
/** So many turns of the event loop without a new sleeper or a woken one count as standstill. */
const quietTicks = 15

/**
 * Real time that leaps forward when everybody sleeps: limits of 30 s are waited out in a moment, and what happens
 * between two sleeps takes as long as it takes.
 */
export const createLeapingClock = (): Clock => {
  let leapt = 0
  let quiet = 0
  let timer: NodeJS.Timeout | undefined
  const sleepers = new Set<Sleeper>()
  const now = (): number => Date.now() + leapt
  const tick = (): void => {
    quiet += 1
    if (quiet >= quietTicks) {
      const next = Math.min(...[...sleepers].map(({ wakeAt }) => wakeAt))
      leapt += Math.max(0, next - now())
    }
    for (const sleeper of [...sleepers]) if (sleeper.wakeAt <= now()) sleeper.wake()
    if (sleepers.size > 0) return
    clearInterval(timer)
    timer = undefined
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
        clearTimeout(deadline)
        signal?.removeEventListener('abort', onAbort)
        end()
      }
      const onAbort = (): void => finish(() => reject(signal?.reason as Error))
      const sleeper: Sleeper = { wakeAt: now() + ms, wake: () => finish(() => resolve()) }
      const deadline = ms > longestLeapMs ? setTimeout(sleeper.wake, ms).unref() : undefined
      signal?.addEventListener('abort', onAbort, { once: true })
      if (deadline !== undefined) return
      quiet = 0
      sleepers.add(sleeper)
      timer ??= setInterval(tick, tickMs).unref()
    })
  return { now, sleep }
}

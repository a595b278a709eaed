import { performance } from 'node:perf_hooks'
import type { Clock } from '../../packages/core/src/index.ts'

interface Sleeper {
  readonly wakeAt: number
  wake(): void
}

/** Sleeps up to this long are leapt over; longer ones are deadlines, which keep real time. */
const longestLeapMs = 600_000
/** So many turns of the event loop in which nothing came in, nobody lay down and nobody woke count as standstill. */
const quietTurns = 12
/** Work that the thread pool or the kernel still has: it ends in an event that has not come yet. */
const underWay = /Req|Connect|Write|Shutdown/

/** Events of sockets, files and threads so far: no measure of time, so that a busy machine changes nothing. */
const eventsSoFar = (): number => performance.nodeTiming.uvMetricsInfo.events

/**
 * Real time that leaps forward when everybody sleeps: limits of 30 s are waited out in a moment, and what happens
 * between two sleeps takes as long as it takes. Banks and clients of one process share it.
 */
export const createLeapingClock = (): Clock => {
  let leapt = 0
  let quiet = 0
  let events = 0
  let turning = false
  const sleepers = new Set<Sleeper>()
  const now = (): number => Date.now() + leapt
  const isStill = (): boolean => {
    const before = events
    events = eventsSoFar()
    return events === before && !process.getActiveResourcesInfo().some((kind) => underWay.test(kind))
  }
  const turn = (): void => {
    quiet = isStill() ? quiet + 1 : 0
    if (quiet >= quietTurns) {
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
      if (turning) return
      turning = true
      setImmediate(turn)
    })
  return { now, sleep }
}

import type { Clock } from '@nostro/core'
import type { Simulators } from '@nostro/simulators'

/** Sleeps longer than this are deadlines of calls: they end with the call, never by themselves. */
const longestSleepMs = 600_000

/** Sleeping moves the simulators' clock, so that waiting costs nothing and both sides agree about the time. */
export const createSimulatedSleep = (clock: Simulators['clock']): Clock => ({
  now: () => clock.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      const onAbort = (): void => reject(signal?.reason as Error)
      signal?.addEventListener('abort', onAbort, { once: true })
      if (ms > longestSleepMs) return
      setImmediate(() => {
        signal?.removeEventListener('abort', onAbort)
        if (signal?.aborted) return
        clock.advance(ms / 1000)
        resolve()
      })
    }),
})

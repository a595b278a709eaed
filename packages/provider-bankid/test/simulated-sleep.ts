import type { Clock, Transport } from '@nostro/core'
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

/** A clock for several sleepers at once, and the transport whose calls it waits for. */
export interface OrderlyTime {
  readonly clock: Clock
  /** Time stands still while one of its calls is on its way. */
  watch(transport: Transport): Transport
}

/** Moves the simulators' clock from one sleeper's end to the next, in their order, whenever no call is on its way. */
export const createOrderlyTime = (time: Simulators['clock']): OrderlyTime => {
  const sleepers = new Set<{ readonly endsAt: number; readonly wake: () => void }>()
  let calls = 0
  let running = false
  const run = (): void => {
    const [next] = [...sleepers].toSorted((a, b) => a.endsAt - b.endsAt)
    running = next !== undefined
    if (next === undefined) return
    if (calls === 0) {
      sleepers.delete(next)
      time.advance(Math.max(0, next.endsAt - time.now()) / 1000)
      next.wake()
    }
    setImmediate(run)
  }
  return {
    clock: {
      now: () => time.now(),
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason as Error)
          const onAbort = (): void => {
            sleepers.delete(sleeper)
            reject(signal?.reason as Error)
          }
          const wake = (): void => {
            signal?.removeEventListener('abort', onAbort)
            resolve()
          }
          const sleeper = { endsAt: time.now() + ms, wake }
          signal?.addEventListener('abort', onAbort)
          if (ms > longestSleepMs) return
          sleepers.add(sleeper)
          if (!running) setImmediate(run)
          running = true
        }),
    },
    watch: (transport) => ({
      ...transport,
      send: async (...args) => {
        calls += 1
        try {
          return await transport.send(...args)
        } finally {
          calls -= 1
        }
      },
    }),
  }
}

import type { StopSignal } from './call-signal.ts'
import { orAborted } from './or-aborted.ts'

/** As many turns as there are connections, in the order of asking: a request is signed only when it can be sent at once. */
export interface ConnectionSlots {
  /** Resolves with the function that gives the turn back. Rejects with the signal's reason. */
  take(signal: StopSignal): Promise<() => void>
}

export const createConnectionSlots = (size: number): ConnectionSlots => {
  let free = size
  const waiting: (() => void)[] = []

  const release = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }

  return {
    take: async (signal) => {
      signal.throwIfAborted()
      if (free > 0) {
        free -= 1
        return release
      }
      let wake = (): void => {}
      const turn = new Promise<void>((resolve) => {
        wake = resolve
      })
      waiting.push(wake)
      try {
        await orAborted(() => turn, signal)
        return release
      } catch (error) {
        const index = waiting.indexOf(wake)
        // Not in the queue any more: the turn came in the same moment, and goes on to the next.
        if (index === -1) release()
        else waiting.splice(index, 1)
        throw error
      }
    },
  }
}

import type { Clock } from '../../contracts/clock.ts'
import type { EpochMs } from '../../domain/dates.ts'

/** Rings for calls whose time is up. */
export interface Alarm {
  /** Calls `ring` after so many milliseconds, unless what it gives was called before. */
  after(ms: number, ring: () => void): () => void
}

interface Entry {
  readonly dueAt: number
  readonly ring: () => void
}

interface Nap {
  readonly from: EpochMs
  readonly ms: number
  readonly controller: AbortController
}

/**
 * One timer for all calls that run: one for each, with the signal that ends it, costs a tenth of a short call. Nothing sleeps
 * while no call runs. Time is counted as it was slept: the machine's clock may be set meanwhile, and then a call is given at
 * most one nap more than its time.
 */
export const createAlarm = (clock: Clock): Alarm => {
  const entries = new Set<Entry>()
  let slept = 0
  let nap: Nap | undefined

  const time = (): number => (nap === undefined ? slept : slept + Math.min(nap.ms, Math.max(0, clock.now() - nap.from)))
  const wake = (): void => {
    slept = time()
    nap?.controller.abort()
    nap = undefined
  }
  const sleep = (): void => {
    let dueAt = Number.POSITIVE_INFINITY
    for (const entry of entries) dueAt = Math.min(dueAt, entry.dueAt)
    const mine: Nap = { from: clock.now(), ms: dueAt - slept, controller: new AbortController() }
    nap = mine
    clock.sleep(mine.ms, mine.controller.signal).then(
      () => {
        if (nap !== mine) return
        slept += mine.ms
        nap = undefined
        ringAllDue()
        if (nap === undefined && entries.size > 0) sleep()
      },
      () => undefined,
    )
  }
  const ringAllDue = (): void => {
    for (const entry of [...entries]) {
      if (entry.dueAt > slept) continue
      entries.delete(entry)
      entry.ring()
    }
  }
  return {
    after: (ms, ring) => {
      const entry: Entry = { dueAt: time() + ms, ring }
      entries.add(entry)
      const wasSetBack = nap !== undefined && clock.now() < nap.from
      if (nap !== undefined && (wasSetBack || entry.dueAt < slept + nap.ms)) wake()
      if (nap === undefined) sleep()
      return () => {
        entries.delete(entry)
        if (entries.size === 0) wake()
      }
    },
  }
}

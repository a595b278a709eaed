import type { Clock } from '../../contracts/clock.ts'

/** Rings for calls whose time is up. */
export interface Alarm {
  /** Calls `ring` after so many milliseconds, unless what it gives was called before. */
  after(ms: number, ring: () => void): () => void
}

interface Entry {
  readonly dueAt: number
  readonly ring: () => void
}

interface Sleep {
  readonly from: number
  readonly ms: number
  readonly controller: AbortController
}

/** Why a sleep ends early. Without a reason of ours each end makes a DOMException with its stack: a twentieth of a short call. */
const notNeeded = Symbol('not needed')

/**
 * One timer for all calls that run: one for each, with the signal that ends it, costs a tenth of a short call. Nothing sleeps
 * while no call runs. Time is counted as it was slept: the machine's clock may be set meanwhile, and then a call is given at
 * most one sleep more than its time.
 */
export const createAlarm = (clock: Clock): Alarm => {
  const now = (): number => clock.monotonic?.() ?? clock.now()
  const entries = new Set<Entry>()
  let slept = 0
  let current: Sleep | undefined

  const time = (): number =>
    current === undefined ? slept : slept + Math.min(current.ms, Math.max(0, now() - current.from))
  const wake = (): void => {
    slept = time()
    current?.controller.abort(notNeeded)
    current = undefined
  }
  const sleep = (): void => {
    let dueAt = Number.POSITIVE_INFINITY
    for (const entry of entries) dueAt = Math.min(dueAt, entry.dueAt)
    const mine: Sleep = { from: now(), ms: dueAt - slept, controller: new AbortController() }
    current = mine
    clock.sleep(mine.ms, mine.controller.signal).then(
      () => {
        if (current !== mine) return
        slept += mine.ms
        current = undefined
        ringAllDue()
        if (current === undefined && entries.size > 0) sleep()
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
      const wasSetBack = current !== undefined && now() < current.from
      if (current !== undefined && (wasSetBack || entry.dueAt < slept + current.ms)) wake()
      if (current === undefined) sleep()
      return () => {
        entries.delete(entry)
        if (entries.size === 0) wake()
      }
    },
  }
}

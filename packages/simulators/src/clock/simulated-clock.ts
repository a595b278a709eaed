/** Epoch milliseconds. */
export type EpochMs = number

/** The simulators' time: runs at real speed from a start that tests can move. */
export interface SimulatedClock {
  now(): EpochMs
  /** Moves forward, or back when negative. */
  advance(seconds: number): void
  set(now: EpochMs): void
}

/** `start` is where the clock begins; `real` is the source of speed and is replaced in tests. */
export const createSimulatedClock = (start?: EpochMs, real: () => EpochMs = Date.now): SimulatedClock => {
  let offset = start === undefined ? 0 : start - real()
  return {
    now: () => real() + offset,
    advance: (seconds) => {
      // Whole milliseconds, as clocks have them: fractions would add up to a lost one.
      offset += Math.round(seconds * 1000)
    },
    set: (now) => {
      offset = now - real()
    },
  }
}

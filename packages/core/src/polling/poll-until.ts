import { monotonicOf } from '../budgets/monotonic-of.ts'
import type { Clock } from '../contracts/clock.ts'
import { NostroError } from '../errors/nostro-error.ts'

/** How often and how long {@link pollUntil} looks. */
export interface PollOptions {
  readonly clock: Clock
  /** From the end of one look to the start of the next. */
  readonly intervalMs: number
  /** Total time allowed. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Looks until `look` gives a value other than undefined. Time is measured, not read: setting the machine’s clock makes no wait
 * longer or shorter.
 * @throws NostroError `timeout`; the signal’s reason when aborted
 *
 * @example
 * const file = await pollUntil(async () => (await isReady()) ? read() : undefined, { clock, intervalMs: 2_000, timeoutMs: 60_000 })
 */
export const pollUntil = async <T>(look: () => Promise<T | undefined>, options: PollOptions): Promise<T> => {
  const { clock, intervalMs, timeoutMs, signal } = options
  const elapsed = monotonicOf(clock)
  const deadline = elapsed() + timeoutMs
  for (;;) {
    signal?.throwIfAborted()
    const found = await look()
    if (found !== undefined) return found
    if (elapsed() + intervalMs > deadline) {
      throw new NostroError({ code: 'timeout', message: `Nothing came within ${Math.round(timeoutMs / 1000)} s.` })
    }
    await clock.sleep(intervalMs, signal)
  }
}

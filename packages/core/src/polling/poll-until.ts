import type { Clock } from '../contracts/clock.ts'
import { NostroError } from '../errors/nostro-error.ts'

export interface PollOptions {
  readonly clock: Clock
  /** From the end of one look to the start of the next. */
  readonly intervalMs: number
  /** Total time allowed. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/** Looks until `look` gives a value other than undefined. @throws NostroError `timeout`; the signal's reason when aborted */
export const pollUntil = async <T>(look: () => Promise<T | undefined>, options: PollOptions): Promise<T> => {
  const { clock, intervalMs, timeoutMs, signal } = options
  const deadline = clock.now() + timeoutMs
  for (;;) {
    signal?.throwIfAborted()
    const found = await look()
    if (found !== undefined) return found
    if (clock.now() + intervalMs > deadline) {
      throw new NostroError({ code: 'timeout', message: `Nothing came within ${Math.round(timeoutMs / 1000)} s.` })
    }
    await clock.sleep(intervalMs, signal)
  }
}

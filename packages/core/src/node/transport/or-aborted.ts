import type { StopSignal } from './call-signal.ts'

/**
 * The work's result, or the signal's reason as soon as it aborts: a key or a store that hangs must not hold a call. Work is
 * not begun under a signal that has aborted, so that no promise is left without a listener.
 */
export const orAborted = async <T>(work: () => Promise<T>, signal: StopSignal): Promise<T> => {
  signal.throwIfAborted()
  let onAbort = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Runs work one at a time for each key, in the order of asking. */
export interface KeyedLock {
  /** Rejects with the signal's reason when it aborts while waiting; work that has begun is not interrupted. */
  run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

/**
 * One at a time for each key: work under a key waits for the work before it.
 *
 * @example
 * const lock = createKeyedLock()
 */
export const createKeyedLock = (): KeyedLock => {
  const tails = new Map<string, Promise<void>>()
  return {
    run: async (key, work, signal) => {
      signal?.throwIfAborted()
      const { promise: done, resolve: finish } = deferred()
      const previous = tails.get(key) ?? Promise.resolve()
      const tail = previous.then(() => done)
      tails.set(key, tail)
      try {
        await until(previous, signal)
        return await work()
      } finally {
        // A waiter that gave up leaves a link that is already done: those behind it wait for those before it.
        finish()
        void tail.then(() => {
          if (tails.get(key) === tail) tails.delete(key)
        })
      }
    },
  }
}

const deferred = (): { readonly promise: Promise<void>; readonly resolve: () => void } => {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

const until = async (promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> => {
  if (signal === undefined) return promise
  let onAbort: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

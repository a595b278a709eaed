export interface MergeOptions {
  /** Sources that run at the same time; all by default. */
  readonly limit?: number | undefined
  /** Ends the merge at once, even while every source is silent; its reason is thrown. */
  readonly signal?: AbortSignal | undefined
}

interface Source<T> {
  readonly iterator: AsyncIterator<T>
  waiting: boolean
}

type Arrival<T> = { readonly source: Source<T> } & (
  | { readonly result: IteratorResult<T> }
  | { readonly error: unknown }
)

/**
 * Items of many sources as they come. Each source is asked for its next item only when its last one was taken, so a
 * slow reader slows the sources and a slow source slows nobody. Leaving early closes all of them; one that is still
 * silent is asked to stop and not waited for.
 */
export async function* merge<T>(
  sources: Iterable<() => AsyncIterable<T>>,
  { limit = Number.POSITIVE_INFINITY, signal }: MergeOptions = {},
): AsyncGenerator<T, void, undefined> {
  const waitingSources = [...sources]
  const open = new Set<Source<T>>()
  const arrivals: Arrival<T>[] = []
  let wake: () => void = () => undefined

  const arrive = (arrival: Arrival<T>): void => {
    arrival.source.waiting = false
    arrivals.push(arrival)
    wake()
  }
  const ask = (source: Source<T>): void => {
    source.waiting = true
    source.iterator.next().then(
      (result) => arrive({ source, result }),
      (error: unknown) => arrive({ source, error }),
    )
  }
  const fill = (): void => {
    while (open.size < limit) {
      const start = waitingSources.shift()
      if (start === undefined) return
      const source: Source<T> = { iterator: start()[Symbol.asyncIterator](), waiting: false }
      open.add(source)
      ask(source)
    }
  }
  const onAbort = (): void => wake()
  signal?.addEventListener('abort', onAbort)
  try {
    fill()
    while (open.size > 0) {
      signal?.throwIfAborted()
      const arrival = arrivals.shift()
      if (arrival === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      if ('error' in arrival) {
        open.delete(arrival.source)
        throw arrival.error
      }
      if (arrival.result.done === true) {
        open.delete(arrival.source)
        fill()
        continue
      }
      yield arrival.result.value
      ask(arrival.source)
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await closeAll(open)
  }
}

const closeAll = async (sources: Iterable<Source<unknown>>): Promise<void> => {
  const closing = [...sources].map(async ({ iterator, waiting }) => {
    const closed = iterator.return?.()
    // A generator that waits for its bank closes only when that wait ends: nobody waits for it here.
    if (waiting) closed?.then(undefined, () => undefined)
    else await closed
  })
  await Promise.allSettled(closing)
}

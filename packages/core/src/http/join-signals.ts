/** A signal that aborts when the first of several does, and the way to let go of them. */
export interface JoinedSignal {
  readonly signal: AbortSignal
  abort(reason: unknown): void
  /** Leaves the joined signals without a trace. */
  release(): void
}

/** Who waits for a signal. One listener serves them all: a thousand calls under one signal are no leak to warn of. */
const followers = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>()

/**
 * `AbortSignal.any` for calls without number beside signals that live as long as the process: Node 20 keeps what it joins
 * to a long-lived signal for as long as that one lives.
 *
 * @example
 * const joined = joinSignals([ctx.signal, closing.signal])
 * try {
 *   await work(joined.signal)
 * } finally {
 *   joined.release()
 * }
 */
export const joinSignals = (signals: readonly AbortSignal[]): JoinedSignal => {
  const controller = new AbortController()
  const abort = (reason: unknown): void => controller.abort(reason)
  return { signal: controller.signal, abort, release: followSignals(signals, abort) }
}

/** Calls `abort` as soon as one of the signals aborts. Gives the way to let go of them all. */
export const followSignals = (
  signals: readonly AbortSignal[],
  abort: (reason: unknown) => void,
): JoinedSignal['release'] => {
  const releases = signals.map((signal) => follow(signal, abort))
  return () => {
    for (const release of releases) release()
  }
}

const follow = (signal: AbortSignal, abort: (reason: unknown) => void): (() => void) => {
  if (signal.aborted) {
    abort(signal.reason)
    return () => undefined
  }
  const all = followers.get(signal) ?? listen(signal)
  all.add(abort)
  return () => {
    all.delete(abort)
    if (all.size > 0 || followers.get(signal) !== all) return
    followers.delete(signal)
    signal.removeEventListener('abort', onAbort)
  }
}

const listen = (signal: AbortSignal): Set<(reason: unknown) => void> => {
  const all = new Set<(reason: unknown) => void>()
  followers.set(signal, all)
  signal.addEventListener('abort', onAbort, { once: true })
  return all
}

const onAbort = ({ target }: Event): void => {
  if (!(target instanceof AbortSignal)) return
  const all = followers.get(target) ?? []
  followers.delete(target)
  for (const abort of all) abort(target.reason)
}

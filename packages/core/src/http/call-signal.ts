/** What ends a call early: the part of an AbortSignal that waiting needs. Any AbortSignal is one. */
export interface StopSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once: true }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** The signal of one call: each call has one, and an AbortController with its events costs more than the rest of a deadline. */
export interface CallSignal extends StopSignal {
  /** Only the first counts. */
  abort(reason: unknown): void
  /** The same for those who want a real one: made when it is asked for. */
  toAbortSignal(): AbortSignal
}

export const createCallSignal = (): CallSignal => {
  const listeners = new Set<() => void>()
  let controller: AbortController | undefined
  let stopped: { readonly reason: unknown } | undefined
  return {
    get aborted() {
      return stopped !== undefined
    },
    get reason() {
      return stopped?.reason
    },
    throwIfAborted: () => {
      if (stopped !== undefined) throw stopped.reason
    },
    addEventListener: (_type, listener) => {
      listeners.add(listener)
    },
    removeEventListener: (_type, listener) => {
      listeners.delete(listener)
    },
    abort: (reason) => {
      if (stopped !== undefined) return
      stopped = { reason }
      const told = [...listeners]
      listeners.clear()
      for (const listener of told) listener()
      controller?.abort(reason)
    },
    toAbortSignal: () => {
      if (controller === undefined) {
        controller = new AbortController()
        if (stopped !== undefined) controller.abort(stopped.reason)
      }
      return controller.signal
    },
  }
}

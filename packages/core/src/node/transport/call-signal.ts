/** What ends a call early: the part of an AbortSignal that waiting needs. Any AbortSignal is one. */
export interface StopSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once: true }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** The signal of one call: each call has one, and an AbortController with its events costs more than the rest of a deadline. */
export class CallSignal implements StopSignal {
  readonly #listeners = new Set<() => void>()
  #controller: AbortController | undefined
  #stopped: { readonly reason: unknown } | undefined

  get aborted(): boolean {
    return this.#stopped !== undefined
  }

  get reason(): unknown {
    return this.#stopped?.reason
  }

  throwIfAborted(): void {
    if (this.#stopped !== undefined) throw this.#stopped.reason
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  /** Only the first counts. */
  abort(reason: unknown): void {
    if (this.#stopped !== undefined) return
    this.#stopped = { reason }
    const called = [...this.#listeners]
    this.#listeners.clear()
    for (const listener of called) listener()
    this.#controller?.abort(reason)
  }

  /** The same for those who want a real one: made when it is asked for. */
  toAbortSignal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#stopped !== undefined) this.#controller.abort(this.#stopped.reason)
    }
    return this.#controller.signal
  }
}

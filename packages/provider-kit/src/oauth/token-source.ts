import { type CallContext, type Clock, type EpochMs, NostroError } from '@nostro/core'
import type { Bank } from '../bank.ts'

/** An application's token while it lives. */
export interface CachedToken {
  readonly value: string
  /** When to stop using it: its end less the margin. */
  readonly useUntil: EpochMs
}

/** A token of the application itself, shared by all calls. */
export interface TokenSource {
  /** The cached token, or a new one; callers at the same time share one request. */
  get(ctx?: CallContext): Promise<CachedToken>
  /** Forgets a token that the bank refused. A newer one stays. */
  drop(token: CachedToken): void
}

/** A token as the bank gave it. */
export interface FetchedToken {
  readonly value: string
  readonly lifetimeMs: number
}

/** What {@link createTokenSource} is made of. */
export interface TokenSourceParts {
  readonly bank: Bank
  readonly clock: Pick<Clock, 'now'>
  /** How long before its end a token is no longer used. */
  readonly marginMs: number
  /** Asks the bank. Gets no signal: the request is shared, and one caller who gives up does not end it for the others. */
  fetch(): Promise<FetchedToken>
}

/**
 * A token of the application itself, fetched when it is needed and shared by all calls.
 *
 * @example
 * const tokens = createTokenSource({ bank, clock, marginMs: 60_000, fetch: () => oauth.clientCredentials() })
 * const { value } = await tokens.get(ctx)
 */
export const createTokenSource = ({ bank, clock, marginMs, fetch }: TokenSourceParts): TokenSource => {
  let cached: CachedToken | undefined
  let running: Promise<CachedToken> | undefined

  const fetchOne = async (): Promise<CachedToken> => {
    try {
      const askedAt = clock.now()
      const { value, lifetimeMs } = await fetch()
      // A life shorter than the margin still gives a token for half of it, instead of a request per call.
      cached = { value, useUntil: askedAt + Math.max(lifetimeMs - marginMs, lifetimeMs / 2) }
      return cached
    } finally {
      running = undefined
    }
  }

  return {
    get: async (ctx) => {
      if (ctx?.signal?.aborted === true) throw aborted(bank, ctx.signal)
      if (cached !== undefined && clock.now() < cached.useUntil) return cached
      running ??= fetchOne()
      return untilAborted(running, ctx?.signal, bank)
    },
    drop: (token) => {
      if (cached === token) cached = undefined
    },
  }
}

const untilAborted = async <T>(shared: Promise<T>, signal: AbortSignal | undefined, bank: Bank): Promise<T> => {
  if (signal === undefined) return shared
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(aborted(bank, signal))
    signal.addEventListener('abort', stop, { once: true })
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

const aborted = ({ provider }: Bank, { reason }: AbortSignal): NostroError =>
  new NostroError({ code: 'aborted', provider, message: 'The call was ended by its caller.', cause: reason })

import type { AuthProvider } from '../contracts/auth.ts'
import type { CallContext } from '../contracts/call-context.ts'
import type { Clock } from '../contracts/clock.ts'
import type { SessionAccess } from '../contracts/session-access.ts'
import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import type { NostroErrorCode } from '../errors/error-codes.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { createMemorySessionStore } from './create-memory-session-store.ts'

export interface SessionAccessParts {
  /** The session as last seen. The store gets it at the first renewal, if it does not have it yet. */
  readonly session: Session
  /** A memory of its own when absent: then nobody else shares the session. */
  readonly store?: SessionStore
  readonly auth: Pick<AuthProvider, 'refresh'>
  readonly clock?: Pick<Clock, 'now'>
  /** Renew when the session ends within this time, 60 s by default. */
  readonly marginMs?: number
  /** Given to the provider's refresh, without its signal: a renewal cut off half-way can cost the grant. */
  readonly ctx?: CallContext
}

const systemNow: Pick<Clock, 'now'> = { now: () => Date.now() }

/**
 * A living session over a store. Renewal is single flight in this process and locked across processes; whoever comes
 * second reads what the first one stored, because a rotated refresh token works only once. A refusal by the bank never
 * deletes the stored session: the grant may still be good.
 */
export const createSessionAccess = (parts: SessionAccessParts): SessionAccess => {
  const { auth, store = createMemorySessionStore(), clock = systemNow, marginMs = 60_000, ctx } = parts
  let current = parts.session
  let wasStored = false
  let running: Promise<Session> | undefined

  const endsWithin = (session: Session, ms: number): boolean =>
    session.expiresAt !== undefined && session.expiresAt - clock.now() < ms

  const keep = (session: Session): Session => {
    current = newer(session, current)
    return current
  }

  const read = async (): Promise<Session | undefined> => {
    const stored = await store.get(current.id)
    if (stored === undefined && wasStored) throw removed(current)
    if (stored !== undefined) {
      wasStored = true
      keep(stored)
    }
    return stored
  }

  /** Under the lock: takes what somebody else renewed meanwhile, or renews and stores. */
  const replace = async (stale: Session): Promise<Session> => {
    const stored = await read()
    if (stored !== undefined && stored.revision > stale.revision) return stored
    const renewed = await refresh(auth, newer(stale, stored ?? stale), ctx)
    // Kept before it is stored: if the store fails, the new tokens live on in this process at least.
    keep(renewed)
    if (await store.put(renewed, stored?.revision)) {
      wasStored = true
      return renewed
    }
    const winner = await store.get(stale.id)
    if (winner !== undefined && winner.revision >= renewed.revision) {
      // Somebody wrote without the lock. What is stored is what everybody else goes on with.
      current = winner
      return winner
    }
    throw removed(stale)
  }

  const renew = async (stale: Session): Promise<Session> => {
    while (current.revision <= stale.revision || endsWithin(current, 0)) {
      const subject = newer(stale, current)
      running ??= store
        .withLock(subject.id, () => replace(subject), ctx?.signal)
        .finally(() => {
          running = undefined
        })
      const renewed = keep(await running)
      if (renewed.revision > subject.revision) break
    }
    return current
  }

  /** Renewal comes before the end: what fails for the moment costs nothing while the session still holds. */
  const fallBack = (error: unknown): Session => {
    if (NostroError.isInstance(error) && error.retryable && !endsWithin(current, 0)) return current
    throw error
  }

  return {
    renew,
    get: async () => {
      if (running !== undefined) return running.catch(fallBack)
      if (!endsWithin(current, marginMs)) return current
      await read()
      if (!endsWithin(current, marginMs)) return current
      // A bank without renewal: the session serves to its last second.
      if (auth.refresh === undefined && !endsWithin(current, 0)) return current
      return renew(current).catch(fallBack)
    },
  }
}

const newer = (left: Session, right: Session): Session => (left.revision > right.revision ? left : right)

const refresh = async (
  auth: Pick<AuthProvider, 'refresh'>,
  session: Session,
  ctx: CallContext | undefined,
): Promise<Session> => {
  if (auth.refresh === undefined) {
    throw refusal(session, 'session_expired', 'The session has ended, and this bank has no way to renew it.')
  }
  const { signal: _signal, ...rest } = ctx ?? {}
  const renewed = await auth.refresh(session, rest)
  // The store's compare-and-swap stands on these two; a provider that forgets them would look like a lost race.
  return { ...renewed, id: session.id, revision: session.revision + 1 }
}

const removed = (session: Session): NostroError =>
  refusal(session, 'session_expired', 'The session was removed from the store.')

const refusal = (session: Session, code: NostroErrorCode, message: string): NostroError =>
  new NostroError({ code, provider: session.provider, message, hint: 'Authenticate again.' })

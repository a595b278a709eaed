import type { AuthProvider } from '../contracts/auth.ts'
import type { CallContext } from '../contracts/call-context.ts'
import type { Clock } from '../contracts/clock.ts'
import type { SessionAccess } from '../contracts/session-access.ts'
import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import type { NostroErrorCode } from '../errors/error-codes.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { createMemorySessionStore } from './create-memory-session-store.ts'

/** What {@link createSessionAccess} is made of. */
export interface SessionAccessParts {
  /** The session as last seen. The store gets it at the first renewal, if it does not have it yet. */
  readonly session: Session
  /** A memory of its own when absent: then no other access shares the session. */
  readonly store?: SessionStore | undefined
  readonly auth: Pick<AuthProvider, 'refresh'>
  readonly clock?: Pick<Clock, 'now'> | undefined
  /** Renew when the session ends within this time, 60 s by default. */
  readonly marginMs?: number | undefined
  /** Given to the provider's refresh, without its signal: a renewal cut off half-way can cost the grant. */
  readonly ctx?: CallContext | undefined
  /**
   * Called when a renewed session could not be stored. It is used all the same, and stored at the next chance. Absent: the
   * renewal fails with that error, and the calls after it use the session.
   */
  readonly onUnsaved?: ((error: unknown) => void) | undefined
}

/** What a program that ends may do beyond what providers need. */
export interface StoredSessionAccess extends SessionAccess {
  /** Stores a renewed session that could not be stored before. Call it before the program ends. */
  save(): Promise<void>
}

/** A renewed session that is not in the store, and the revision that stands there. */
interface Unsaved {
  readonly session: Session
  readonly over: number | undefined
}

const systemNow: Pick<Clock, 'now'> = { now: () => Date.now() }

/**
 * A living session over a store. Renewal is single flight in this process and locked across processes; the second one reads
 * what the first one stored, because a rotated refresh token works only once. A refusal by the bank never deletes the stored
 * session: the grant may still be good.
 *
 * @example
 * ```ts
 * const access = createSessionAccess({ session, store, auth: provider.auth })
 * const page = await provider.accounts.accounts(access)
 * ```
 */
export const createSessionAccess = (parts: SessionAccessParts): StoredSessionAccess => {
  const { auth, store = createMemorySessionStore(), clock = systemNow, marginMs = 60_000, ctx, onUnsaved } = parts
  let current = parts.session
  let wasStored = false
  let unsaved: Unsaved | undefined
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

  const save = async (): Promise<void> => {
    const waiting = unsaved
    if (waiting === undefined) return
    const stored = await store.put(waiting.session, waiting.over)
    if (unsaved === waiting) unsaved = undefined
    if (stored) wasStored = true
    else await takeOver(waiting.session)
  }

  /** Another writer was first: what is stored is what everybody else goes on with. */
  const takeOver = async (renewed: Session): Promise<Session> => {
    const winner = await store.get(renewed.id)
    if (winner === undefined || winner.revision < renewed.revision) throw removed(renewed)
    current = winner
    return winner
  }

  const saveAgain = (): Promise<void> => save().catch((error: unknown) => onUnsaved?.(error))

  /** Under the lock: takes what another process renewed meanwhile, or renews and stores. */
  const replace = async (stale: Session): Promise<Session> => {
    await save()
    const stored = await read()
    if (stored !== undefined && stored.revision > stale.revision) return stored
    const renewed = await refresh(auth, newer(stale, stored ?? stale), ctx)
    // Kept before it is stored: if the store fails, the new tokens live on in this process.
    keep(renewed)
    try {
      if (!(await store.put(renewed, stored?.revision))) return await takeOver(renewed)
      wasStored = true
    } catch (error) {
      if (NostroError.isInstance(error) && error.code === 'session_expired') throw error
      unsaved = { session: renewed, over: stored?.revision }
      if (onUnsaved === undefined) throw error
      onUnsaved(error)
    }
    return renewed
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
    if (isOfTheMoment(error) && !endsWithin(current, 0)) return current
    throw error
  }

  return {
    save,
    renew,
    get: async () => {
      if (running !== undefined) return running.catch(fallBack)
      if (unsaved !== undefined) await saveAgain()
      if (!endsWithin(current, marginMs)) return current
      await read().catch(fallBack)
      if (!endsWithin(current, marginMs)) return current
      // A bank without renewal: the session serves to its last second.
      if (auth.refresh === undefined && !endsWithin(current, 0)) return current
      return renew(current).catch(fallBack)
    },
  }
}

/** A bank that cannot serve now, a full disk, a lock that is held for long: the next call may succeed. */
const isOfTheMoment = (error: unknown): boolean =>
  NostroError.isInstance(error) && (error.retryable || error.code === 'invalid_config' || error.code === 'conflict')

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
  // The store's compare-and-swap stands on these two; without them a renewal would look like a lost race.
  return { ...renewed, id: session.id, revision: session.revision + 1 }
}

const removed = (session: Session): NostroError =>
  refusal(session, 'session_expired', 'The session was removed from the store.')

const refusal = (session: Session, code: NostroErrorCode, message: string): NostroError =>
  new NostroError({ code, provider: session.provider, message, hint: 'Authenticate again.' })

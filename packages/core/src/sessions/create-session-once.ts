import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'

export interface SessionOnceParts {
  readonly store: Pick<SessionStore, 'put' | 'withLock'>
  /** Equal in all processes that would make the same session, such as the instance id; made of letters, digits, `-` and `_`. */
  readonly name: string
  /** Looks for a session that serves. Called again once the others are done. */
  find(): Promise<Session | undefined>
  /** Makes one at the bank. Called by one process at a time, and only when none was found. */
  create(): Promise<Session>
  readonly signal?: AbortSignal | undefined
}

/**
 * The session that serves, made at the bank by the first process that needs it while the others wait for it: registrations
 * are slow, limited in number, and stay at the bank. A file store says that it waits through its `onWait`.
 *
 * @throws NostroError `conflict` when the wait for another process takes too long; what `create` throws
 * @example
 * ```ts
 * const session = await createSessionOnce({
 *   store,
 *   name: 'bunq-company',
 *   find: () => findStored(store),
 *   create: () => register(bunq),
 * })
 * ```
 */
export const createSessionOnce = async ({ store, name, find, create, signal }: SessionOnceParts): Promise<Session> => {
  const found = await find()
  if (found !== undefined) return found
  return store.withLock(
    `new-${name}`,
    async () => {
      const meanwhile = await find()
      if (meanwhile !== undefined) return meanwhile
      const session = await create()
      if (await store.put(session, undefined)) return session
      throw new NostroError({
        code: 'conflict',
        provider: session.provider,
        message: 'A session with the id of the new one is stored already.',
        hint: 'Another program stored it without waiting. Run it again to use that one.',
      })
    },
    signal,
  )
}

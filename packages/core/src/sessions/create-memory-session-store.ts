import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import { createKeyedLock } from './keyed-lock.ts'
import { assertSessionId } from './session-id.ts'

/** Sessions of one process, gone with it. Values are copied both ways, so nobody changes the store's own. */
export const createMemorySessionStore = (): SessionStore => {
  const sessions = new Map<string, Session>()
  const lock = createKeyedLock()
  return {
    get: async (id) => {
      const session = sessions.get(assertSessionId(id))
      return session === undefined ? undefined : structuredClone(session)
    },
    list: async () => [...sessions.values()].map(withoutSecrets),
    put: async (session, expectedRevision) => {
      const id = assertSessionId(session.id)
      if (sessions.get(id)?.revision !== expectedRevision) return false
      sessions.set(id, structuredClone(session))
      return true
    },
    delete: async (id) => {
      sessions.delete(assertSessionId(id))
    },
    withLock: (id, work, signal) => lock.run(assertSessionId(id), work, signal),
    close: async () => {
      sessions.clear()
    },
  }
}

export const withoutSecrets = ({ secrets: _secrets, ...rest }: Session): Omit<Session, 'secrets'> => rest

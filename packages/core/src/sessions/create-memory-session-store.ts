import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import { createKeyedLock } from '../storage/keyed-lock.ts'
import { assertRecordId } from '../storage/record-id.ts'

/**
 * Sessions of one process, gone with it. Values are copied both ways, so nobody changes the store's own.
 *
 * @example
 * const sessions = createMemorySessionStore()
 */
export const createMemorySessionStore = (): SessionStore => {
  const sessions = new Map<string, Session>()
  const lock = createKeyedLock()
  return {
    get: async (id) => {
      const session = sessions.get(assertRecordId(id, 'session'))
      return session === undefined ? undefined : structuredClone(session)
    },
    list: async () => [...sessions.values()].map(withoutSecrets),
    put: async (session, expectedRevision) => {
      const id = assertRecordId(session.id, 'session')
      if (sessions.get(id)?.revision !== expectedRevision) return false
      sessions.set(id, structuredClone(session))
      return true
    },
    delete: async (id) => {
      sessions.delete(assertRecordId(id, 'session'))
    },
    withLock: (id, work, signal) => lock.run(assertRecordId(id, 'session'), work, signal),
    close: async () => {
      sessions.clear()
    },
  }
}

export const withoutSecrets = ({ secrets: _secrets, ...rest }: Session): Omit<Session, 'secrets'> => rest

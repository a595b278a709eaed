import type { Clock } from '../contracts/clock.ts'
import type { ConnectionRecord } from '../contracts/connection-store.ts'
import type { Provider } from '../contracts/provider.ts'
import type { SessionAccess } from '../contracts/session-access.ts'
import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { createSessionAccess } from '../sessions/create-session-access.ts'

/** The living session of a kept connection. `reset` makes the next call read the store again. */
export interface ConnectionSession {
  readonly access: SessionAccess
  reset(): void
}

interface ConnectionSessionParts {
  readonly record: () => Pick<ConnectionRecord, 'id' | 'instance' | 'sessionId'>
  readonly provider: Provider
  readonly sessions: SessionStore
  readonly clock: Clock
}

/** Reads the session when it is first needed, so that a list of connections costs no reading of tokens. */
export const createConnectionSession = (parts: ConnectionSessionParts): ConnectionSession => {
  const { record, provider, sessions, clock } = parts
  let opened: Promise<SessionAccess> | undefined

  const open = async (): Promise<SessionAccess> => {
    const session = await sessions.get(record().sessionId)
    if (session === undefined) throw gone(provider, record())
    assertServes(provider, session, record())
    return createSessionAccess({ session, store: sessions, auth: provider.auth, clock })
  }
  const access = async (): Promise<SessionAccess> => {
    opened ??= open()
    return opened.catch((error: unknown) => {
      opened = undefined
      throw error
    })
  }
  return {
    access: { get: async () => (await access()).get(), renew: async (stale) => (await access()).renew(stale) },
    reset: () => {
      opened = undefined
    },
  }
}

/** @throws NostroError `session_expired` for a session that no longer belongs to what is configured */
const assertServes = (
  provider: Provider,
  session: Session,
  record: Pick<ConnectionRecord, 'id' | 'instance'>,
): void => {
  const { manifest, auth } = provider
  if (session.provider === manifest.id && (auth.serves?.(session) ?? true)) return
  throw new NostroError({
    code: 'session_expired',
    provider: manifest.id,
    message: `The session of the connection “${record.id}” was made with other settings than “${record.instance}” has now.`,
    hint: 'Renew the connection, or restore the settings (address, credential, client) it was made with.',
  })
}

const gone = ({ manifest }: Provider, record: Pick<ConnectionRecord, 'id'>): NostroError =>
  new NostroError({
    code: 'session_expired',
    provider: manifest.id,
    message: `The session of the connection “${record.id}” is not in the store any more.`,
    hint: 'Renew the connection.',
  })

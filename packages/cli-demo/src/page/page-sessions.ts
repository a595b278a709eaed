import type { Clock, EpochMs, Random } from '@nostro/core'
import type { LoggedIn, Login } from './login.ts'
import type { PageLanguage } from './page-texts.ts'

/** One browser. Everything that matters stays here; the browser holds the id alone. */
export interface PageSession {
  /** The cookie's value: 24 random bytes. */
  id: string
  /** For BankID's risk rules: stable for the browser, and not the cookie. */
  readonly device: string
  language: PageLanguage
  login?: Login
  user?: LoggedIn
  /** Said once, on the next start page. */
  notice?: 'cancelled' | 'loggedOut' | 'foreign'
  usedAt: EpochMs
}

export interface PageSessions {
  find(cookieHeader: string | undefined): PageSession | undefined
  create(language: PageLanguage): PageSession
  /** A new id: whoever knew the old one, or planted it, is out. */
  renew(session: PageSession): void
  end(session: PageSession): void
  cookie(session: PageSession): string
  all(): readonly PageSession[]
}

const cookieName = 'nostro_login'
/** Cookies of an address are shared by its ports: that is why what comes may be of another program. */
const mostSessions = 500
const idleMs = 15 * 60_000

export const createPageSessions = ({
  clock,
  random,
}: {
  readonly clock: Clock
  readonly random: Random
}): PageSessions => {
  const sessions = new Map<string, PageSession>()
  const token = (): string => Buffer.from(random.bytes(24)).toString('base64url')
  const end = (session: PageSession): void => {
    sessions.delete(session.id)
    // The order ends by itself where BankID cannot be told.
    session.login?.cancel().catch(() => undefined)
  }
  const makeRoom = (): void => {
    for (const session of [...sessions.values()]) if (clock.now() - session.usedAt > idleMs) end(session)
    const [oldest] = sessions.values()
    if (sessions.size >= mostSessions && oldest !== undefined) end(oldest)
  }
  return {
    find: (cookieHeader = '') => {
      const ids = cookieHeader
        .split(/; */)
        .flatMap((pair) => (pair.startsWith(`${cookieName}=`) ? [pair.slice(cookieName.length + 1)] : []))
      const session = ids.map((id) => sessions.get(id)).find((found) => found !== undefined)
      if (session === undefined || clock.now() - session.usedAt > idleMs) return undefined
      session.usedAt = clock.now()
      return session
    },
    create: (language) => {
      makeRoom()
      const session: PageSession = { id: token(), device: token(), language, usedAt: clock.now() }
      sessions.set(session.id, session)
      return session
    },
    renew: (session) => {
      sessions.delete(session.id)
      session.id = token()
      sessions.set(session.id, session)
    },
    end,
    // No `Secure`: the page is served on this machine alone, by plain HTTP.
    cookie: ({ id }) => `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax`,
    all: () => [...sessions.values()],
  }
}

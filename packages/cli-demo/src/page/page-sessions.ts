import type { Clock, EpochMs, Random } from '@nostro/core'
import type { LoggedIn, Login } from './login.ts'
import type { PageLanguage } from './page-texts.ts'

/** One browser. Everything that matters stays here; the browser holds the id alone. */
export interface PageSession {
  /** The cookie's value: 24 random bytes. */
  id: string
  /** For BankID's risk rules: stable for the browser, and not the cookie. */
  readonly device: string
  /** Where it was begun. */
  readonly ipAddress: string
  language: PageLanguage
  login?: Login | undefined
  user?: LoggedIn | undefined
  /** Said once, on the next start page. */
  notice?: 'cancelled' | 'loggedOut' | 'foreign' | undefined
  usedAt: EpochMs
}

export interface PageSessions {
  find(cookieHeader: string | undefined): PageSession | undefined
  /** A new session; undefined when there are too many, all with a login that is running. */
  create(language: PageLanguage, ipAddress: string): PageSession | undefined
  /** A new id: who knew the old one, or planted it, is out. */
  renew(session: PageSession): void
  end(session: PageSession): void
  cookie(session: PageSession): string
  all(): readonly PageSession[]
}

export interface SessionLimits {
  /** Sessions in all. */
  readonly sessions: number
  /** Logins that are running at a time, of one address. */
  readonly loginsPerAddress: number
}

const cookieName = 'nostro_login'
const defaultLimits: SessionLimits = { sessions: 500, loginsPerAddress: 50 }
const idleMs = 15 * 60_000

export interface SessionParts {
  readonly clock: Clock
  readonly random: Random
  readonly limits?: SessionLimits | undefined
}

const isRunning = ({ login }: PageSession): boolean => {
  const status = login?.view().status
  return status === 'pending' || status === 'signed'
}

export const createPageSessions = ({ clock, random, limits = defaultLimits }: SessionParts): PageSessions => {
  const sessions = new Map<string, PageSession>()
  const token = (): string => Buffer.from(random.bytes(24)).toString('base64url')
  const end = (session: PageSession): void => {
    sessions.delete(session.id)
    // The order ends by itself where BankID cannot be reached.
    session.login?.cancel().catch(() => undefined)
  }
  /** Room for one more: what is idle goes, then the oldest without a login that is running. Those are kept. */
  const hasRoom = (ipAddress: string): boolean => {
    for (const session of [...sessions.values()]) if (clock.now() - session.usedAt > idleMs) end(session)
    const all = [...sessions.values()]
    const ofAddress = all.filter((session) => session.ipAddress === ipAddress && isRunning(session))
    if (ofAddress.length >= limits.loginsPerAddress) return false
    if (all.length < limits.sessions) return true
    const oldest = all.find((session) => !isRunning(session) && session.user === undefined)
    if (oldest !== undefined) end(oldest)
    return oldest !== undefined
  }
  return {
    find: (cookieHeader = '') => {
      // Cookies of an address are shared by its ports: what comes may be of another program.
      const ids = cookieHeader
        .split(/; */)
        .flatMap((pair) => (pair.startsWith(`${cookieName}=`) ? [pair.slice(cookieName.length + 1)] : []))
      const session = ids.map((id) => sessions.get(id)).find((found) => found !== undefined)
      if (session === undefined || clock.now() - session.usedAt > idleMs) return undefined
      session.usedAt = clock.now()
      return session
    },
    create: (language, ipAddress) => {
      if (!hasRoom(ipAddress)) return undefined
      const session: PageSession = { id: token(), device: token(), ipAddress, language, usedAt: clock.now() }
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

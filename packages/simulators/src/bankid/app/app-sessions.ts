import { timingSafeEqual } from 'node:crypto'

/** One browser that plays the app. */
export interface AppSession {
  readonly id: string
  /** Stands in every form; a foreign site cannot know it. */
  readonly formToken: string
  orderRef?: string
  /** Said once, on the next page. */
  message?: string
  /** Where the start link wanted the user back, if it said so. */
  redirect?: string
}

export interface AppSessions {
  find(cookieHeader: string | undefined): AppSession | undefined
  create(): AppSession
  cookie(session: AppSession): string
  isOwnForm(session: AppSession, token: string | null): boolean
  clear(): void
}

const cookieName = 'simulated_bankid_app'
/** Browsers that are remembered; the oldest goes first. */
const maxSessions = 500

export const createAppSessions = (randomBytes: (size: number) => Buffer): AppSessions => {
  const sessions = new Map<string, AppSession>()
  return {
    find: (cookieHeader) => {
      const found = cookieHeader?.split(/; */).find((pair) => pair.startsWith(`${cookieName}=`))
      return found === undefined ? undefined : sessions.get(found.slice(cookieName.length + 1))
    },
    create: () => {
      const session = { id: randomBytes(24).toString('hex'), formToken: randomBytes(24).toString('hex') }
      const [oldest] = sessions.keys()
      if (sessions.size >= maxSessions && oldest !== undefined) sessions.delete(oldest)
      sessions.set(session.id, session)
      return session
    },
    cookie: ({ id }) => `${cookieName}=${id}; Path=/app; Secure; HttpOnly; SameSite=Lax`,
    isOwnForm: (session, token) => {
      const [own, sent] = [Buffer.from(session.formToken), Buffer.from(token ?? '')]
      return own.length === sent.length && timingSafeEqual(own, sent)
    },
    clear: () => sessions.clear(),
  }
}

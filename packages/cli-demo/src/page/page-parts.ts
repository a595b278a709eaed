import type { Clock, Random } from '@nostro/core'
import type { BankIdProvider } from '@nostro/provider-bankid'
import type { Login } from './login.ts'
import { preferredLanguage } from './page-language.ts'
import type { PageRequest } from './page-request.ts'
import type { PageSession, PageSessions } from './page-sessions.ts'
import type { PageSetting } from './pages.ts'

/** What answers are made of. */
export interface RouteParts {
  readonly provider: BankIdProvider
  readonly clock: Clock
  readonly random: Random
  readonly sessions: PageSessions
  /** Of the emulated app, when BankID is simulated. */
  readonly appUrl?: string | undefined
}

/** The login of a session if it can still be shown: what is over is forgotten, and never taken up again. */
export const currentLogin = (session: PageSession): Login | undefined => {
  if (session.login?.view().status === 'over') {
    session.login = undefined
    session.notice ??= 'cancelled'
  }
  return session.login
}

export const settingOf = ({ appUrl }: RouteParts, request: PageRequest, session?: PageSession): PageSetting => ({
  language: session?.language ?? preferredLanguage(request),
  appUrl,
})

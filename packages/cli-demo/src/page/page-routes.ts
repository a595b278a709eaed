import { createHash } from 'node:crypto'
import type { Clock, Random } from '@nostro/core'
import type { BankIdProvider } from '@nostro/provider-bankid'
import { type Login, startLogin } from './login.ts'
import { isSameOrigin, type PageRequest } from './page-request.ts'
import { pageScript } from './page-script.ts'
import type { PageSession, PageSessions } from './page-sessions.ts'
import { pageStyle } from './page-style.ts'
import type { PageLanguage } from './page-texts.ts'
import { loginPage, messagePage, type PageSetting, startPage, welcomePage } from './pages.ts'

export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface RouteParts {
  readonly provider: BankIdProvider
  readonly clock: Clock
  readonly random: Random
  readonly sessions: PageSessions
  /** Of the emulated app, when BankID is simulated. */
  readonly appUrl?: string
}

/** Own style, own script, own forms; no frame, no other site. Nothing of a login stays in a cache. */
const htmlHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'X-Content-Type-Options': 'nosniff',
  // Our own forms must name their origin; other sites learn nothing.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const

const asset = (type: string, body: string): PageAnswer => ({
  status: 200,
  headers: {
    'Content-Type': `${type}; charset=utf-8`,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  },
  body,
})

const page = (body: string, status = 200, cookie?: string): PageAnswer => ({
  status,
  headers: { ...htmlHeaders, ...(cookie === undefined ? {} : { 'Set-Cookie': cookie }) },
  body,
})

const see = (location: string, cookie?: string): PageAnswer => ({
  status: 303,
  headers: {
    Location: location,
    'Cache-Control': 'no-store',
    ...(cookie === undefined ? {} : { 'Set-Cookie': cookie }),
  },
  body: '',
})

const languageOf = (text: string | null | undefined): PageLanguage | undefined =>
  text === 'sv' || text === 'en' ? text : undefined

/** The login of a session if it can still be shown: what is over is forgotten, and never taken up again. */
export const currentLogin = (session: PageSession): Login | undefined => {
  if (session.login?.view().status === 'over') {
    delete session.login
    session.notice ??= 'cancelled'
  }
  return session.login
}

/** Puts a login, or none, into the session; the answer is the one that was there. */
const replaceLogin = (session: PageSession, next?: Login): Login | undefined => {
  const { login } = session
  if (next === undefined) delete session.login
  else session.login = next
  return login
}

/** Everything but the stream of events: a request to its answer. */
export const createPageRoutes = (parts: RouteParts): ((request: PageRequest) => Promise<PageAnswer>) => {
  const { provider, clock, random, sessions, appUrl } = parts
  const settingOf = (request: PageRequest, session?: PageSession): PageSetting => ({
    language: session?.language ?? preferred(request),
    ...(appUrl === undefined ? {} : { appUrl }),
  })

  const showStart = (request: PageRequest, found: PageSession | undefined): PageAnswer => {
    if (found?.user !== undefined) return see('/welcome')
    // A browser that has done nothing yet gets no cookie, unless it chose a language.
    const chosen = found === undefined ? languageOf(request.query.get('lang')) : undefined
    const session = chosen === undefined ? found : sessions.create(chosen)
    if (session === undefined) return page(startPage(settingOf(request), undefined))
    if (session.login?.view().status === 'over') currentLogin(session)
    const { notice } = session
    delete session.notice
    return page(startPage(settingOf(request, session), notice), 200, sessions.cookie(session))
  }
  const showLogin = (request: PageRequest, session: PageSession | undefined): PageAnswer => {
    if (session?.user !== undefined) return see('/welcome')
    const login = session === undefined ? undefined : currentLogin(session)
    if (login === undefined) return see('/')
    login.seen()
    return page(loginPage(settingOf(request, session), login))
  }
  const showWelcome = (request: PageRequest, session: PageSession | undefined): PageAnswer =>
    session?.user === undefined ? see('/') : page(welcomePage(settingOf(request, session), session.user))

  const start = async (request: PageRequest, found: PageSession | undefined): Promise<PageAnswer> => {
    const { form, origin, ipAddress, userAgent } = request
    const session = found ?? sessions.create(preferred(request))
    const earlier = replaceLogin(session)
    delete session.user
    delete session.notice
    await earlier?.cancel().catch(() => undefined)
    const started = await startLogin({
      provider,
      clock,
      random,
      way: form.get('way') === 'this-device' ? 'this-device' : 'other-device',
      pageUrl: `${origin}/login`,
      endUserIp: ipAddress,
      userAgent,
      deviceIdentifier: createHash('sha256').update(session.device).digest('hex'),
    })
    // Two clicks make two orders, of which one is shown.
    const rival = replaceLogin(session, started)
    await rival?.cancel().catch(() => undefined)
    return see('/login', sessions.cookie(session))
  }
  const complete = ({ form, userAgent }: PageRequest, session: PageSession, login: Login): PageAnswer => {
    const nonce = form.get('nonce') ?? ''
    const user = login.claim({ userAgent, ...(nonce === '' ? {} : { nonce }) })
    delete session.login
    if (user === undefined) {
      session.notice = 'foreign'
      return see('/')
    }
    session.user = user
    sessions.renew(session)
    return see('/welcome', sessions.cookie(session))
  }
  const onLogin = async (request: PageRequest, session: PageSession): Promise<PageAnswer> => {
    const login = currentLogin(session)
    const isItsOwn = login !== undefined && login.id === request.form.get('login')
    if (request.path === '/leave') {
      if (isItsOwn) login.leave()
      // Never a redirect: the browser would follow it unseen, and take what is said once.
      return { status: 204, headers: { 'Cache-Control': 'no-store' }, body: '' }
    }
    // A page of an earlier login: what it wants is done or past.
    if (!isItsOwn) return see('/login')
    if (request.path === '/complete')
      return login.view().status === 'signed' ? complete(request, session, login) : see('/login')
    replaceLogin(session)
    session.notice = 'cancelled'
    await login.cancel().catch(() => undefined)
    return see('/')
  }
  const logout = (request: PageRequest, session: PageSession): PageAnswer => {
    sessions.end(session)
    const fresh = sessions.create(settingOf(request, session).language)
    fresh.notice = 'loggedOut'
    return see('/', sessions.cookie(fresh))
  }
  const post = async (request: PageRequest, session: PageSession | undefined): Promise<PageAnswer> => {
    const isOwn = isSameOrigin(request)
    if (isOwn && request.path === '/start') return start(request, session)
    if (!isOwn || session === undefined) return page(messagePage(settingOf(request), 'refused'), 403)
    if (request.path === '/logout') return logout(request, session)
    return onLogin(request, session)
  }

  const pages: ReadonlyMap<string, (request: PageRequest, session: PageSession | undefined) => PageAnswer> = new Map([
    ['/', showStart],
    ['/login', showLogin],
    ['/welcome', showWelcome],
    ['/page.css', () => asset('text/css', pageStyle)],
    ['/page.js', () => asset('text/javascript', pageScript)],
  ])
  const forms: ReadonlySet<string> = new Set(['/start', '/cancel', '/leave', '/complete', '/logout'])

  return async (request) => {
    const { method, path } = request
    const session = sessions.find(request.header('cookie'))
    const show = pages.get(path)
    if (method === 'POST' && forms.has(path)) return post(request, session)
    if (method !== 'GET' || show === undefined) {
      const known = show !== undefined || forms.has(path)
      return page(messagePage(settingOf(request, session), 'notHere'), known ? 405 : 404)
    }
    const language = languageOf(request.query.get('lang'))
    if (session !== undefined && language !== undefined) session.language = language
    return show(request, session)
  }
}

const preferred = ({ header, query }: PageRequest): PageLanguage =>
  languageOf(query.get('lang')) ?? (/^\s*(sv|nb|nn|da)\b/i.test(header('accept-language') ?? '') ? 'sv' : 'en')

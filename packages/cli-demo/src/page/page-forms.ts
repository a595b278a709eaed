import { createHash } from 'node:crypto'
import { type Login, startLogin } from './login.ts'
import { nothing, type PageAnswer, page, see } from './page-answer.ts'
import { preferredLanguage } from './page-language.ts'
import { currentLogin, type RouteParts, settingOf } from './page-parts.ts'
import { isSameOrigin, type PageRequest } from './page-request.ts'
import type { PageSession } from './page-sessions.ts'
import { messagePage } from './pages.ts'

/** Everything that changes something: forms of the page's own. */
export const formPaths: ReadonlySet<string> = new Set(['/start', '/cancel', '/leave', '/complete', '/logout'])

/** A form that was posted, of the page's own origin or not. */
export const answerForm = async (
  parts: RouteParts,
  request: PageRequest,
  session: PageSession | undefined,
): Promise<PageAnswer> => {
  const isOwn = isSameOrigin(request)
  if (isOwn && request.path === '/start') return start(parts, request, session)
  if (!isOwn || session === undefined) return page(messagePage(settingOf(parts, request), 'refused'), 403)
  if (request.path === '/logout') return logout(parts, request, session)
  return onLogin(parts, request, session)
}

/** Puts a login, or none, into the session; the answer is the one that was there. */
const replaceLogin = (session: PageSession, next?: Login): Login | undefined => {
  const { login } = session
  session.login = next
  return login
}

const start = async (parts: RouteParts, request: PageRequest, found: PageSession | undefined): Promise<PageAnswer> => {
  const { provider, clock, random, sessions } = parts
  const { form, origin, ipAddress, userAgent } = request
  const session = found ?? sessions.create(preferredLanguage(request), ipAddress)
  if (session === undefined) return page(messagePage(settingOf(parts, request), 'busy'), 503)
  const earlier = replaceLogin(session)
  session.user = undefined
  session.notice = undefined
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

const complete = ({ sessions }: RouteParts, request: PageRequest, session: PageSession, login: Login): PageAnswer => {
  const nonce = request.form.get('nonce') ?? ''
  const user = login.claim({ userAgent: request.userAgent, nonce: nonce === '' ? undefined : nonce })
  session.login = undefined
  if (user === undefined) {
    session.notice = 'foreign'
    return see('/')
  }
  session.user = user
  sessions.renew(session)
  return see('/welcome', sessions.cookie(session))
}

const onLogin = async (parts: RouteParts, request: PageRequest, session: PageSession): Promise<PageAnswer> => {
  const login = currentLogin(session)
  const isItsOwn = login !== undefined && login.id === request.form.get('login')
  if (request.path === '/leave') {
    if (isItsOwn) login.leave()
    // Never a redirect: the browser would follow it unseen, and take what is said once.
    return nothing
  }
  // A page of an earlier login: what it wants is done or past.
  if (!isItsOwn) return see('/login')
  if (request.path === '/complete') {
    return login.view().status === 'signed' ? complete(parts, request, session, login) : see('/login')
  }
  replaceLogin(session)
  session.notice = 'cancelled'
  await login.cancel().catch(() => undefined)
  return see('/')
}

const logout = (parts: RouteParts, request: PageRequest, session: PageSession): PageAnswer => {
  const { sessions } = parts
  const { language } = settingOf(parts, request, session)
  sessions.end(session)
  const fresh = sessions.create(language, request.ipAddress)
  if (fresh === undefined) return see('/')
  fresh.notice = 'loggedOut'
  return see('/', sessions.cookie(fresh))
}

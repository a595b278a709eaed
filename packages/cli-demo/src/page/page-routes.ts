import { asset, type PageAnswer, page, see } from './page-answer.ts'
import { answerForm, formPaths } from './page-forms.ts'
import { chosenLanguage, languageCookie } from './page-language.ts'
import { currentLogin, type RouteParts, settingOf } from './page-parts.ts'
import type { PageRequest } from './page-request.ts'
import { pageScript } from './page-script.ts'
import type { PageSession } from './page-sessions.ts'
import { pageStyle } from './page-style.ts'
import { loginPage, messagePage, startPage, welcomePage } from './pages.ts'

type Show = (parts: RouteParts, request: PageRequest, session: PageSession | undefined) => PageAnswer

const showStart: Show = (parts, request, session) => {
  if (session?.user !== undefined) return see('/welcome')
  const chosen = chosenLanguage(request)
  if (session === undefined) {
    const cookie = chosen === undefined ? undefined : languageCookie(chosen)
    return page(startPage(settingOf(parts, request), undefined), 200, cookie)
  }
  currentLogin(session)
  const { notice } = session
  session.notice = undefined
  return page(startPage(settingOf(parts, request, session), notice), 200, parts.sessions.cookie(session))
}

const showLogin: Show = (parts, request, session) => {
  if (session?.user !== undefined) return see('/welcome')
  const login = session === undefined ? undefined : currentLogin(session)
  if (login === undefined) return see('/')
  login.seen()
  return page(loginPage(settingOf(parts, request, session), login))
}

const showWelcome: Show = (parts, request, session) =>
  session?.user === undefined ? see('/') : page(welcomePage(settingOf(parts, request, session), session.user))

const pages: ReadonlyMap<string, Show> = new Map<string, Show>([
  ['/', showStart],
  ['/login', showLogin],
  ['/welcome', showWelcome],
  ['/page.css', () => asset('text/css', pageStyle)],
  ['/page.js', () => asset('text/javascript', pageScript)],
])

/** Everything but the stream of events: a request to its answer. */
export const answerPage = async (parts: RouteParts, request: PageRequest): Promise<PageAnswer> => {
  const { method, path } = request
  const session = parts.sessions.find(request.header('cookie'))
  const show = pages.get(path)
  if (method === 'POST' && formPaths.has(path)) return answerForm(parts, request, session)
  if (method !== 'GET' || show === undefined) {
    const known = show !== undefined || formPaths.has(path)
    return page(messagePage(settingOf(parts, request, session), 'notHere'), known ? 405 : 404)
  }
  if (session !== undefined) session.language = chosenLanguage(request) ?? session.language
  return show(parts, request, session)
}

import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { type ApiApp, type ApiEnv, createApp } from '../api/api-env.ts'
import { limitRequests } from '../api/middleware.ts'
import type { Services } from '../api/services.ts'
import { createOidc, type Oidc, type OidcAttempt } from '../auth/oidc.ts'
import { attemptMs } from '../auth/oidc-attempts.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { page } from '../pages/page.ts'
import { openForBrowser, recordLogin } from './sign-in-routes.ts'

const attemptCookie = '__Host-nostro-oidc'

/** Sign-in by the configured OpenID provider: two addresses for the browser, no part of the data API. */
export const oidcRoutes = (services: Services): ApiApp => {
  const { settings } = services
  const app = createApp()
  const callbackUrl = `${settings.publicUrl}/auth/oidc/callback`
  const oidc = settings.oidc === undefined ? undefined : createOidc(settings.oidc, callbackUrl)
  app.use('/auth/oidc/*', limitRequests(services, 20))
  app.get('/auth/oidc/start', (c) => start(services, c, configured(oidc)))
  app.get('/auth/oidc/callback', (c) => comeBack(services, c, configured(oidc)))
  return app
}

const start = async (services: Services, c: Context<ApiEnv>, oidc: Oidc): Promise<Response> => {
  const { oidcAttempts, sealer, logger } = services
  try {
    const { url, attempt } = await oidc.start()
    await oidcAttempts.keep(attempt.state)
    const value = Buffer.from(sealer.seal(attemptCookie, JSON.stringify(attempt))).toString('base64url')
    setCookie(c, attemptCookie, value, {
      path: '/',
      secure: true,
      httpOnly: true,
      // It must come back with the redirect from another site.
      sameSite: 'Lax',
      maxAge: attemptMs / 1000,
    })
    return c.redirect(url, 303)
  } catch (error) {
    logger.warn({ error: nameOf(error) }, 'The OpenID provider cannot be asked.')
    return page(c, 502, {
      title: 'Not signed in',
      text: 'The OpenID provider does not answer, or not as one. Try again later, or sign in by a link: nostro login-link. Its address stands under server.oidc.issuer of the configuration.',
    })
  }
}

const comeBack = async (services: Services, c: Context<ApiEnv>, oidc: Oidc): Promise<Response> => {
  const { settings, oidcAttempts, sessions, logger } = services
  const attempt = readAttempt(services, c)
  deleteCookie(c, attemptCookie, { path: '/', secure: true })
  if (attempt === undefined || !(await oidcAttempts.take(attempt.state)))
    return refuse(services, c, 'This answer was not asked for by this browser, was given before, or came too late.')
  try {
    const search = new URL(c.req.url).search
    const subject = await oidc.finish(`${settings.publicUrl}/auth/oidc/callback${search}`, attempt)
    const person = await personOf(services, subject)
    if (person === undefined)
      return await refuse(
        services,
        c,
        'This account may not sign in here. An administrator adds it with nostro user add --subject, the owner under server.oidc.subjects.',
      )
    const userAgent = c.req.header('user-agent')
    await openForBrowser(services, c, await sessions.open({ method: 'oidc', userAgent, user: person.user }))
    return c.redirect('/', 303)
  } catch (error) {
    if (error instanceof ApiError) return refuse(services, c, `${error.message} ${error.hint ?? ''}`)
    const said = refusalOf(error)
    logger.warn({ error: nameOf(error), said }, 'An OpenID answer did not hold.')
    const text = said === undefined ? 'The provider’s answer does not hold.' : `The provider did not agree (${said}).`
    return refuse(services, c, `${text} Begin again, or sign in by a link: nostro login-link`)
  }
}

/** Whose subject it is: the owner's, of one person of the team, or of no one here. */
const personOf = async (
  { settings, users }: Services,
  subject: string,
): Promise<{ readonly user: string | undefined } | undefined> => {
  if (subject === '') return undefined
  if (settings.oidc?.subjects.includes(subject) === true) return { user: undefined }
  const user = await users.ofSubject(subject)
  return user === undefined ? undefined : { user: user.id }
}

/** The `error` of an answer (RFC 6749, 4.1.2.1), such as `access_denied`. */
const refusalOf = (error: unknown): string | undefined => {
  const { error: code } = Object(error) as { readonly error?: unknown }
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : undefined
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

const configured = (oidc: Oidc | undefined): Oidc => {
  if (oidc !== undefined) return oidc
  throw notFound('OpenID provider', 'Add server.oidc to the configuration, or sign in by a link: nostro login-link')
}

const readAttempt = ({ sealer }: Services, c: Context<ApiEnv>): OidcAttempt | undefined => {
  const sealed = getCookie(c, attemptCookie)
  if (sealed === undefined) return undefined
  try {
    return JSON.parse(sealer.open(attemptCookie, Buffer.from(sealed, 'base64url'))) as OidcAttempt
  } catch {
    return undefined
  }
}

const refuse = async (services: Services, c: Context<ApiEnv>, text: string): Promise<Response> => {
  await recordLogin(services, c, { outcome: 'refused', target: 'oidc' })
  return page(c, 403, { title: 'Not signed in', text })
}

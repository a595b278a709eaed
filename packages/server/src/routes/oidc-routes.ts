import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { type ApiApp, type ApiEnv, createApp } from '../api/api-env.ts'
import { limitRequests } from '../api/middleware.ts'
import type { Services } from '../api/services.ts'
import { createOidc, type Oidc, type OidcAttempt } from '../auth/oidc.ts'
import { notFound } from '../errors/api-error.ts'
import { page } from '../pages/page.ts'
import { openForBrowser, recordLogin } from './sign-in-routes.ts'

const attemptCookie = '__Host-nostro-oidc'
const attemptMs = 10 * 60_000

/** Sign-in by the configured OpenID provider: two addresses for the browser, no part of the data API. */
export const oidcRoutes = (services: Services): ApiApp => {
  const { settings, clock, sealer, sessions, logger } = services
  const app = createApp()
  const oidc =
    settings.oidc === undefined
      ? undefined
      : createOidc(settings.oidc, `${settings.publicUrl}/auth/oidc/callback`, clock)
  app.use('/auth/oidc/*', limitRequests(services, 20))

  app.get('/auth/oidc/start', async (c) => {
    const { url, attempt } = await configured(oidc).start()
    const value = Buffer.from(sealer.seal(attemptCookie, JSON.stringify(attempt))).toString('base64url')
    // Lax: it must come back with the redirect from another site.
    setCookie(c, attemptCookie, value, { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: 600 })
    return c.redirect(url, 303)
  })

  app.get('/auth/oidc/callback', async (c) => {
    const attempt = readAttempt(services, c)
    deleteCookie(c, attemptCookie, { path: '/', secure: true })
    if (attempt === undefined || clock.now() - attempt.startedAt > attemptMs)
      return refuse(c, 'This answer was not asked for by this browser, or it came too late.')
    try {
      const callback = `${settings.publicUrl}/auth/oidc/callback${new URL(c.req.url).search}`
      const { isAllowed } = await configured(oidc).finish(callback, attempt)
      if (isAllowed) {
        const opened = await sessions.open({ method: 'oidc', userAgent: c.req.header('user-agent') })
        await openForBrowser(services, c, opened)
        return c.redirect('/', 303)
      }
      await recordLogin(services, c, { outcome: 'refused', target: 'oidc' })
      return refuse(c, 'This account may not sign in here. Its subject must stand in the configuration.')
    } catch (error) {
      logger.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'An OpenID answer did not hold.')
      await recordLogin(services, c, { outcome: 'refused', target: 'oidc' })
      return refuse(c, 'The provider’s answer does not hold.')
    }
  })
  return app
}

const configured = (oidc: Oidc | undefined): Oidc => {
  if (oidc !== undefined) return oidc
  throw notFound('OpenID provider', 'Add one to the settings of the server, or sign in by a link: nostro login-link')
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

const refuse = (c: Context<ApiEnv>, text: string): Response => page(c, 403, { title: 'Not signed in', text })

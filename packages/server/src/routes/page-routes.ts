import { z } from '@hono/zod-openapi'
import { NostroError, toInstant } from '@nostro/core'
import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { type ApiApp, type ApiEnv, createApp } from '../api/api-env.ts'
import { limitBody } from '../api/body-limit.ts'
import { limitRequests, requireJson } from '../api/middleware.ts'
import type { Services } from '../api/services.ts'
import { authenticate, requireScope, sessionCookie } from '../auth/authenticate.ts'
import { assertSameOrigin } from '../auth/same-origin.ts'
import { answerChallenge } from '../challenges/answer-challenge.ts'
import { ApiError } from '../errors/api-error.ts'
import { page } from '../pages/page.ts'
import { followPayment } from '../payments/follow-payment.ts'

const loginBody = z.strictObject({ code: z.string().min(1).max(100) })

/** Signing in and out, the way back from a bank, and the dashboard's files. */
export const pageRoutes = (services: Services): ApiApp => {
  const app = createApp()
  app.use('/auth/*', requireJson, limitBody(4096))
  app.post('/auth/login', limitRequests(services), (c) => logIn(services, c))
  app.use('/auth/logout', authenticate(services))
  app.post('/auth/logout', requireScope('read'), async (c) => {
    await services.sessions.end(c.get('caller').id)
    deleteCookie(c, sessionCookie, { path: '/', secure: true })
    c.header('Clear-Site-Data', '"cache", "storage"')
    return c.json({ ended: true })
  })
  app.use('/auth/session', authenticate(services))
  app.get('/auth/session', (c) => {
    const { kind, id, name } = c.get('caller')
    return c.json({ signedIn: kind === 'session', id: kind === 'session' ? id : undefined, name })
  })
  app.use('/callback', authenticate(services))
  app.get('/callback', (c) => comeBack(services, c))
  return app
}

const logIn = async (services: Services, c: Context<ApiEnv>): Promise<Response> => {
  assertSameOrigin(c.req.raw, services.settings.publicUrl)
  const parsed = loginBody.safeParse(await c.req.json().catch(() => undefined))
  const made = parsed.success ? await services.sessions.redeem(parsed.data.code) : undefined
  await services.audit.record({
    actor: made?.view.id ?? 'nobody',
    via: 'browser',
    action: 'login',
    outcome: made === undefined ? 'refused' : 'done',
    requestId: c.get('requestId'),
  })
  if (made === undefined) {
    throw new ApiError({
      status: 401,
      code: 'unauthenticated',
      detail: 'This link was used already, or its ten minutes are over.',
      hint: 'Make another: nostro login-link',
    })
  }
  setCookie(c, sessionCookie, made.secret, { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' })
  return c.json({ signedIn: true, expiresAt: toInstant(made.view.expiresAt) })
}

/** The bank's redirect. Its `state` names the challenge, and only a browser that is signed in here may answer. */
const comeBack = async (services: Services, c: Context<ApiEnv>): Promise<Response> => {
  const { challenges, settings } = services
  const state = c.req.query('state')
  const kept = state === undefined ? undefined : await challenges.byState(state)
  if (kept === undefined) {
    return page(c, 404, {
      title: 'Nothing is waiting for this answer',
      text: 'It was given before, or an hour has passed. Start again from the connections.',
    })
  }
  if (c.get('caller').kind !== 'session') {
    return page(c, 401, {
      title: 'Sign in first',
      text: 'This answer belongs to somebody who is signed in. Sign in, then reload this page.',
    })
  }
  if (kept.payment !== undefined) {
    const { state: now, failure } = await followPayment(services, kept, c.get('ctx'))
    return now === 'complete'
      ? page(c, 200, { title: 'Payment approved', text: 'The bank has it. You can close this page.' })
      : page(c, 200, { title: 'Payment not approved yet', text: failure ?? 'The bank still waits for the approval.' })
  }
  const query = new URL(c.req.url).search
  try {
    const { challenge } = await answerChallenge(
      services,
      kept,
      { redirectUrl: `${settings.publicUrl}/callback${query}` },
      c.get('ctx'),
    )
    if (challenge.state === 'complete' && kept.returnUrl !== undefined) return c.redirect(kept.returnUrl, 303)
    return challenge.state === 'complete'
      ? page(c, 200, { title: 'Connected', text: 'The bank gave its consent. You can close this page.' })
      : page(c, 200, { title: 'Not connected', text: challenge.failure ?? 'The bank gave no consent.' })
  } catch (error) {
    if (!NostroError.isInstance(error) && !(error instanceof ApiError)) throw error
    return page(c, 409, { title: 'Not connected', text: `${error.message} ${error.hint ?? ''}`.trim() })
  }
}

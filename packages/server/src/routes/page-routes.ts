import { NostroError } from '@nostro/core'
import type { Context } from 'hono'
import { type ApiApp, type ApiEnv, createApp } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { authenticate } from '../auth/authenticate.ts'
import { isLoopbackHost } from '../auth/page-origin.ts'
import { answerChallenge } from '../challenges/answer-challenge.ts'
import type { KeptChallenge } from '../challenges/challenge-store.ts'
import { ApiError } from '../errors/api-error.ts'
import { page } from '../pages/page.ts'
import { followPayment } from '../payments/follow-payment.ts'

/** The way back from a bank. `hasDashboard`: what came of it is shown there, else by a page without script. */
export const pageRoutes = (services: Services, hasDashboard: boolean): ApiApp => {
  const app = createApp()
  app.use('/callback', authenticate(services))
  app.get('/callback', (c) => comeBack(services, c, hasDashboard))
  return app
}

/** The bank's redirect. Its `state` names the challenge, and only a browser that is signed in here may answer. */
const comeBack = async (services: Services, c: Context<ApiEnv>, hasDashboard: boolean): Promise<Response> => {
  const state = c.req.query('state')
  const kept = state === undefined ? undefined : await services.challenges.byState(state)
  if (kept === undefined) {
    return page(c, 404, {
      title: 'Nothing is waiting for this answer',
      text: 'It was given before, or an hour has passed. Start again from the connections.',
    })
  }
  if (c.get('caller').kind !== 'session') {
    const sameMachine = toOwnName(services, c)
    if (sameMachine !== undefined) return c.redirect(sameMachine, 303)
    return page(c, 401, {
      title: 'Sign in first',
      text: 'This answer belongs to somebody who is signed in. Sign in, then reload this page.',
    })
  }
  const after =
    kept.payment === undefined ? await settleConsent(services, c, kept) : await settlePayment(services, c, kept)
  if (after.state === 'complete' && after.returnUrl !== undefined) return c.redirect(after.returnUrl, 303)
  // A path of this server, so that the address bar and the history hold no code of the bank.
  if (hasDashboard) return c.redirect(`/connect/result/${kept.id}`, 303)
  return plainOutcome(c, after)
}

/** Two names of one machine have two jars of cookies: the browser may be signed in under the other one. */
const toOwnName = ({ settings }: Services, c: Context<ApiEnv>): string | undefined => {
  const asked = hostOf(c.req.header('host'))
  if (asked.hostname === 'localhost' || !isLoopbackHost(asked.hostname)) return undefined
  if (!isLoopbackHost(new URL(settings.publicUrl).hostname)) return undefined
  return `http://localhost${asked.port === '' ? '' : `:${asked.port}`}/callback${new URL(c.req.url).search}`
}

/** @throws ApiError 400 without a `Host`, or with one that is no name: there is no address to speak of then */
const hostOf = (host: string | undefined): URL => {
  const text = `http://${host ?? ''}`
  if (host !== undefined && URL.canParse(text)) return new URL(text)
  throw new ApiError({
    status: 400,
    code: 'invalid_request',
    detail: 'The request does not say by which name it calls this server.',
    hint: 'Send one Host header: the name and port of this server.',
  })
}

const settlePayment = (services: Services, c: Context<ApiEnv>, kept: KeptChallenge): Promise<KeptChallenge> =>
  followPayment(services, kept, c.get('ctx'))

/** A refusal of the bank is an outcome here, kept with the challenge. */
const settleConsent = async (services: Services, c: Context<ApiEnv>, kept: KeptChallenge): Promise<KeptChallenge> => {
  const redirectUrl = `${services.settings.publicUrl}/callback${new URL(c.req.url).search}`
  try {
    return (await answerChallenge(services, kept, { redirectUrl }, c.get('ctx'))).challenge
  } catch (error) {
    if (!NostroError.isInstance(error) && !(error instanceof ApiError)) throw error
    return { ...kept, state: 'failed', failure: `${error.message} ${error.hint ?? ''}`.trim() }
  }
}

const plainOutcome = (c: Context<ApiEnv>, { state, payment, failure }: KeptChallenge): Response => {
  const isDone = state === 'complete'
  if (payment !== undefined) {
    return page(c, 200, {
      title: isDone ? 'Payment approved' : 'Payment not approved yet',
      text: isDone
        ? 'The bank has it. You can close this page.'
        : (failure ?? 'The bank still waits for the approval.'),
    })
  }
  return page(c, isDone ? 200 : 409, {
    title: isDone ? 'Connected' : 'Not connected',
    text: isDone ? 'The bank gave its consent. You can close this page.' : (failure ?? 'The bank gave no consent.'),
  })
}

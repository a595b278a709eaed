import { createRoute, z } from '@hono/zod-openapi'
import type { CallContext, Identity, Provider } from '@nostro/core'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { type ApiApp, type ApiEnv, body, createApp, json, problems } from '../api/api-env.ts'
import { limitBody } from '../api/body-limit.ts'
import { limitRequests, requireJson } from '../api/middleware.ts'
import type { Services } from '../api/services.ts'
import { authenticate, requireScope, secured } from '../auth/authenticate.ts'
import { assertSameOrigin } from '../auth/same-origin.ts'
import { assertFresh } from '../auth/step-up.ts'
import type { KeptChallenge } from '../challenges/challenge-store.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { challengeSchema, toChallenge } from '../schemas/connections.ts'
import { openForBrowser, recordLogin } from './sign-in-routes.ts'

const tags = ['Sign-in']
/** Names the order of this browser: no other browser can continue it. */
const orderCookie = '__Host-nostro-order'
const purposes = ['login', 'link', 'verification'] as const
type Purpose = (typeof purposes)[number]

const outcome = z.object({ challenge: challengeSchema, signedIn: z.boolean() }).openapi('BankIdOrder')

const startRoute = createRoute({
  method: 'post',
  path: '/auth/bankid',
  operationId: 'startBankId',
  tags,
  summary: 'Begin with BankID: to sign in, to tell which BankID is the owner’s, or to prove again that it is the owner',
  security: [],
  request: { body: body(z.strictObject({ purpose: z.enum(purposes) })) },
  responses: { 201: json(outcome, 'What the person does now'), ...problems },
})

const answerRoute = createRoute({
  method: 'post',
  path: '/auth/bankid/answer',
  operationId: 'answerBankId',
  tags,
  summary: 'How far the order of this browser is; the code to scan changes each second',
  security: [],
  responses: { 200: json(outcome, 'The order as it is now'), ...problems },
})

const unlinkRoute = createRoute({
  method: 'delete',
  path: '/auth/bankid',
  operationId: 'unlinkBankId',
  tags,
  summary: 'Forget which BankID is the owner’s',
  ...secured('admin'),
  responses: { 200: json(z.object({ ended: z.literal(true) }), 'It is forgotten'), ...problems },
})

/** Signing in with BankID, where it is configured. The personal number is compared as a keyed hash, and kept nowhere else. */
export const bankIdRoutes = (services: Services): ApiApp => {
  const { challenges, identities, sessions, sealer, settings, audit, clock } = services
  const app = createApp()
  for (const path of ['/auth/bankid', '/auth/bankid/*'])
    app.use(path, requireJson, limitBody(4096), authenticate(services), limitRequests(services), async (c, next) => {
      assertSameOrigin(c.req.raw, settings.publicUrl)
      await next()
    })

  app.openapi(startRoute, async (c) => {
    const { purpose } = c.req.valid('json')
    const caller = c.get('caller')
    if (purpose !== 'login') await requireScope('admin')(c, async () => undefined)
    // The BankID that is known is the owner's: it proves nothing about somebody else.
    if (purpose !== 'login' && caller.user !== undefined)
      throw refused('BankID is set up for the owner alone; use a passkey.')
    if (purpose === 'link') await assertFresh(services, caller)
    const provider = bankId(services)
    const challenge = await provider.auth.start({ purpose: 'identify' }, withAddress(c))
    const client = clientOf(purpose, purpose === 'login' ? 'nobody' : caller.id)
    const kept = await challenges.add({ challenge, client })
    const value = Buffer.from(sealer.seal(orderCookie, kept.id)).toString('base64url')
    setCookie(c, orderCookie, value, { path: '/', secure: true, httpOnly: true, sameSite: 'Strict', maxAge: 600 })
    return c.json({ challenge: show(services, kept), signedIn: false }, 201)
  })

  const finish = async (c: Context<ApiEnv>, kept: KeptChallenge, person: Identity | undefined): Promise<void> => {
    const [purpose, owner] = readClient(kept.client)
    const caller = c.get('caller')
    const subject = person?.personalNumber
    if (subject === undefined) throw refused('BankID did not say who it was.')
    deleteCookie(c, orderCookie, { path: '/', secure: true })
    if (purpose !== 'login' && owner !== caller.id) throw refused('This order belongs to another session.')
    if (purpose === 'link') {
      await identities.link({ subject, name: person?.givenName ?? person?.name ?? 'BankID' })
      await audit.record({ actor: caller.id, via: 'browser', action: 'bankid.link', outcome: 'done' })
    } else if (!(await identities.knows(subject))) {
      await recordLogin(services, c, { outcome: 'refused', target: 'bankid' })
      throw refused('This BankID is not the owner’s.')
    }
    if (purpose === 'login')
      await openForBrowser(
        services,
        c,
        await sessions.open({ method: 'bankid', userAgent: c.req.header('user-agent') }),
      )
    else await sessions.verified(caller.id)
  }

  app.openapi(answerRoute, async (c) => {
    const kept = await ownOrder(services, c)
    if (kept.state !== 'pending' || kept.expiresAt <= clock.now())
      return c.json({ challenge: show(services, kept), signedIn: false }, 200)
    const result = await bankId(services).auth.advance(kept.challenge, {}, withAddress(c))
    if (result.status === 'pending') {
      const next = { ...kept, challenge: result.challenge, expiresAt: result.challenge.expiresAt }
      await challenges.put(next)
      return c.json({ challenge: show(services, next), signedIn: false }, 200)
    }
    // Of two answers that arrive together one is refused: an order signs in once.
    if (!(await challenges.take(kept.id))) return c.json({ challenge: show(services, kept), signedIn: false }, 200)
    if (result.status === 'failed') {
      const failed: KeptChallenge = { ...kept, state: 'failed', failure: result.message?.['en'] ?? result.code }
      await challenges.put(failed)
      return c.json({ challenge: toChallenge(failed), signedIn: false }, 200)
    }
    const done: KeptChallenge = { ...kept, state: 'complete' }
    await challenges.put(done)
    await finish(c, done, result.identity)
    return c.json({ challenge: toChallenge(done), signedIn: true }, 200)
  })

  app.openapi(unlinkRoute, async (c) => {
    const caller = c.get('caller')
    if (caller.user !== undefined) throw refused('BankID is set up for the owner alone.')
    await assertFresh(services, caller)
    await identities.unlink()
    await audit.record({ actor: caller.id, via: 'browser', action: 'bankid.unlink', outcome: 'done' })
    return c.json({ ended: true as const }, 200)
  })
  return app
}

const clientOf = (purpose: Purpose, owner: string): string => `sign-in ${purpose} ${owner}`

const readClient = (client: string | undefined): readonly [string, string] => {
  const [, purpose = '', owner = ''] = (client ?? '').split(' ')
  return [purpose, owner]
}

const bankId = ({ registry }: Services): Provider => {
  const found = registry.all.find(({ provider }) => provider.manifest.id === 'bankid')
  if (found === undefined) throw notFound('provider “bankid”', 'Add BankID to the configuration (docs/bankid.md).')
  return found.provider
}

const ownOrder = async ({ challenges, sealer }: Services, c: Context<ApiEnv>): Promise<KeptChallenge> => {
  const sealed = getCookie(c, orderCookie)
  const id = sealed === undefined ? undefined : openQuietly(sealer, sealed)
  const kept = id === undefined ? undefined : await challenges.get(id)
  if (kept?.client?.startsWith('sign-in ') === true) return kept
  throw notFound('order of this browser', 'Begin again.')
}

const openQuietly = (sealer: Services['sealer'], sealed: string): string | undefined => {
  try {
    return sealer.open(orderCookie, Buffer.from(sealed, 'base64url'))
  } catch {
    return undefined
  }
}

/** BankID wants the person’s address; on one’s own machine there is only the local one. */
const withAddress = (c: Context<ApiEnv>): CallContext => {
  const ctx = c.get('ctx')
  const { peer } = c.env ?? {}
  return ctx.psu !== undefined || peer === undefined ? ctx : { ...ctx, psu: { ipAddress: peer } }
}

const show = (services: Services, kept: KeptChallenge) => {
  const shown = toChallenge(kept)
  if (kept.challenge.kind !== 'decoupled' || kept.state !== 'pending') return shown
  const frame = bankId(services).auth.frame?.(kept.challenge, services.clock.now())
  if (frame === undefined) return shown
  const { qrText, launchUrl, state, message } = frame
  return { ...shown, view: { qrText, launchUrl, state, message: { ...message } } }
}

const refused = (detail: string): ApiError =>
  new ApiError({
    status: 403,
    code: 'insufficient_scope',
    detail,
    hint: 'Sign in by a link (nostro login-link), then link your BankID under Settings.',
  })

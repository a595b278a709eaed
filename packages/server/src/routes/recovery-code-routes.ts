import { createRoute, z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import { limitBody } from '../api/body-limit.ts'
import { requireJson } from '../api/middleware.ts'
import type { Services } from '../api/services.ts'
import { noteAct } from '../audit/note-act.ts'
import { authenticate, secured } from '../auth/authenticate.ts'
import { browserOnly } from '../auth/browser-only.ts'
import { recoveryCodeCount } from '../auth/recovery-codes.ts'
import { assertFresh } from '../auth/step-up.ts'
import { ApiError } from '../errors/api-error.ts'
import { instant } from '../schemas/common.ts'
import { guardSignIn, openForBrowser, recordLogin, signedInSchema } from './sign-in-routes.ts'

const tags = ['Sign-in']

const stateSchema = z
  .object({
    left: z.number().int().openapi({ description: 'Codes that were not used yet.' }),
    createdAt: instant.optional().openapi({ description: 'Absent when there never were any.' }),
  })
  .openapi('RecoveryCodes')

const stateRoute = createRoute({
  method: 'get',
  path: '/auth/recovery-codes',
  operationId: 'getRecoveryCodes',
  tags,
  summary: 'How many recovery codes you have left',
  ...secured('read'),
  responses: { 200: json(stateSchema, 'Their number'), ...problems },
})

const renewRoute = createRoute({
  method: 'post',
  path: '/auth/recovery-codes',
  operationId: 'createRecoveryCodes',
  tags,
  summary: `${recoveryCodeCount} new recovery codes, shown this once; those of before end`,
  description:
    'Each signs one browser in, once, when every passkey is lost. Needs a signed-in browser and a proof of its person that is not older than five minutes.',
  ...secured('read'),
  responses: {
    201: json(
      stateSchema
        .extend({ codes: z.array(z.string()).openapi({ example: ['7Q2MZ-0K4VD-XW9AR-3TB8H-N5CEG'] }) })
        .openapi('CreatedRecoveryCodes'),
      'The codes',
    ),
    ...problems,
  },
})

const loginRoute = createRoute({
  method: 'post',
  path: '/auth/recovery-codes/login',
  operationId: 'logInWithRecoveryCode',
  tags,
  summary: 'Sign in with a recovery code',
  security: [],
  request: { body: body(z.strictObject({ code: z.string().min(1).max(100) })) },
  responses: { 200: json(signedInSchema, 'Signed in; the cookie is set'), ...problems },
})

/** Codes for somebody who lost their passkeys. */
export const recoveryCodeRoutes = (services: Services): ApiApp => {
  const { recoveryCodes, sessions, audit } = services
  const app = createApp()
  app.use('/auth/recovery-codes', requireJson, limitBody(64 * 1024), authenticate(services))
  guardSignIn(services, app, '/auth/recovery-codes/login')

  const stateOf = async (user: string | undefined): Promise<z.infer<typeof stateSchema>> => {
    const { left, createdAt } = await recoveryCodes.view(user)
    return { left, createdAt: createdAt === undefined ? undefined : toInstant(createdAt) }
  }
  app.openapi(stateRoute, async (c) => c.json(await stateOf(c.get('caller').user?.id), 200))
  app.openapi(renewRoute, async (c) => {
    const caller = browserOnly(c.get('caller'))
    await assertFresh(services, caller)
    const codes = await recoveryCodes.renew(caller.user?.id)
    await noteAct(audit, c, 'recovery_code.create', caller.user?.id)
    return c.json({ ...(await stateOf(caller.user?.id)), codes: [...codes] }, 201)
  })
  app.openapi(loginRoute, async (c) => {
    const used = await recoveryCodes.use(c.req.valid('json').code, c.get('requestId'))
    if (used === undefined) {
      await recordLogin(services, c, { outcome: 'refused', target: 'recovery_code' })
      throw new ApiError({
        status: 401,
        code: 'unauthenticated',
        detail: 'This recovery code is unknown, or it was used already.',
        hint: 'Try another of your codes, or ask for a link: nostro login-link, nostro user reset',
      })
    }
    const opened = await sessions.open({
      method: 'recovery_code',
      userAgent: c.req.header('user-agent'),
      user: used.user,
    })
    return c.json(await openForBrowser(services, c, opened), 200)
  })
  return app
}

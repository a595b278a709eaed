import { createRoute, z } from '@hono/zod-openapi'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { secured } from '../auth/authenticate.ts'
import { answerChallenge } from '../challenges/answer-challenge.ts'
import type { KeptChallenge } from '../challenges/challenge-store.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { followApproval } from '../payments/approve-payment.ts'
import { followPayment } from '../payments/follow-payment.ts'
import { challengeSchema, toChallenge } from '../schemas/connections.ts'

const idParameter = z.object({ id: z.string().openapi({ example: 'chl_01J…' }) })

const getRoute = createRoute({
  method: 'get',
  path: '/challenges/{id}',
  operationId: 'getChallenge',
  tags: ['Connections'],
  summary: 'What the customer has to do now; an animated QR code changes each second',
  ...secured('connect'),
  request: { params: idParameter },
  responses: { 200: json(challengeSchema, 'The challenge'), ...problems },
})

const answerRoute = createRoute({
  method: 'post',
  path: '/challenges/{id}/answer',
  operationId: 'answerChallenge',
  tags: ['Connections'],
  summary: 'Go on with the customer’s answer; an empty one asks the bank how far the customer is',
  ...secured('connect'),
  request: {
    params: idParameter,
    body: body(
      z.strictObject({
        redirectUrl: z
          .string()
          .max(4000)
          .optional()
          .openapi({ description: 'The whole address on which the browser landed.' }),
        input: z.record(z.string().max(100), z.string().max(2000)).optional(),
      }),
    ),
  },
  responses: { 200: json(challengeSchema, 'The challenge as it is now'), ...problems },
})

const cancelRoute = createRoute({
  method: 'delete',
  path: '/challenges/{id}',
  operationId: 'cancelChallenge',
  tags: ['Connections'],
  summary: 'Cancel at the bank',
  ...secured('connect'),
  request: { params: idParameter },
  responses: { 200: json(challengeSchema, 'The challenge as it is now'), ...problems },
})

export const challengeRoutes = (services: Services): ApiApp => {
  const { challenges, registry, clock } = services
  const app = createApp()

  const find = async (id: string): Promise<KeptChallenge> => {
    const kept = await challenges.get(id)
    if (kept === undefined) throw notFound('challenge', 'Start one: POST /v1/connections')
    return kept
  }

  app.openapi(getRoute, async (c) => {
    const kept = await find(c.req.valid('param').id)
    const { challenge, pending } = kept
    const shown = toChallenge(kept)
    if (challenge.kind !== 'decoupled' || kept.state !== 'pending') return c.json(shown, 200)
    const asks = kept.approval === true ? services.approver : pending && registry.get(pending.instance).auth
    const view = asks?.frame?.(challenge, clock.now())
    if (view === undefined) return c.json(shown, 200)
    const { qrText, launchUrl, state, message } = view
    return c.json({ ...shown, view: { qrText, launchUrl, state, message: { ...message } } }, 200)
  })

  app.openapi(answerRoute, async (c) => {
    const kept = await find(c.req.valid('param').id)
    if (kept.approval === true) return c.json(toChallenge(await followApproval(services, kept, c.get('ctx'))), 200)
    if (kept.payment !== undefined) return c.json(toChallenge(await followPayment(services, kept, c.get('ctx'))), 200)
    const { challenge } = await answerChallenge(services, kept, c.req.valid('json'), c.get('ctx'))
    return c.json(toChallenge(challenge), 200)
  })

  app.openapi(cancelRoute, async (c) => {
    const kept = await find(c.req.valid('param').id)
    if (!(await challenges.take(kept.id)))
      throw new ApiError({ status: 409, code: 'conflict', detail: 'The challenge is over already.' })
    const { pending, challenge } = kept
    if (kept.approval === true) await services.approver?.cancel?.(challenge, c.get('ctx'))
    if (pending !== undefined) await registry.get(pending.instance).auth.cancel?.(challenge, c.get('ctx'))
    const cancelled: KeptChallenge = { ...kept, state: 'cancelled', pending: undefined }
    await challenges.put(cancelled)
    return c.json(toChallenge(cancelled), 200)
  })

  return app
}

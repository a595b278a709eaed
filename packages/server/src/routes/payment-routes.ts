import { createRoute, z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { secured } from '../auth/authenticate.ts'
import { assertFresh } from '../auth/step-up.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { startApproval } from '../payments/approve-payment.ts'
import type { KeptPayment } from '../payments/payment-store.ts'
import { cancelPayment, refreshPayment, submitPayment } from '../payments/submit-payment.ts'
import { checkPayee, checkPayeeOf } from '../payments/verify-payee.ts'
import { day, flagParameter, instant, limitParameter, money, positiveMoney } from '../schemas/common.ts'
import { challengeSchema, toChallenge } from '../schemas/connections.ts'
import { payeeCheckSchema, toPayeeCheck } from '../schemas/payees.ts'

const creditor = z.strictObject({
  name: z.string().min(1).max(140),
  iban: z.string().min(5).max(42).optional(),
  bban: z.string().max(40).optional(),
  bic: z.string().max(11).optional(),
})
const debtor = z
  .strictObject({ accountId: z.string().optional(), iban: z.string().optional(), currency: z.string().optional() })
  .optional()

const transfer = {
  amount: positiveMoney,
  creditor,
  debtor,
  remittanceInformation: z.string().max(140).optional(),
  remittanceReference: z.string().max(35).optional(),
  endToEndId: z.string().max(35).optional(),
}

const paymentBody = z
  .strictObject({
    connectionId: z.string(),
    payment: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('single'), ...transfer }),
      z.strictObject({ kind: z.literal('instant'), ...transfer }),
      z.strictObject({ kind: z.literal('scheduled'), ...transfer, requestedExecutionDate: day }),
    ]),
  })
  .openapi('NewPayment')

const paymentSchema = z
  .object({
    id: z.string(),
    connectionId: z.string(),
    status: z.string().openapi({
      description: 'draft, submitting, sca_required, accepted, executed, rejected, cancelled, outcome_unknown',
    }),
    kind: z.string(),
    amount: money.optional(),
    creditorName: z.string().optional(),
    creditorIban: z.string().optional(),
    remittanceInformation: z.string().optional(),
    requestedExecutionDate: day.optional(),
    transactionStatus: z.string().optional(),
    approved: z.boolean().openapi({ description: 'A person signed this very payment.' }),
    payeeCheck: payeeCheckSchema.optional().openapi({ description: 'Absent before it was asked for.' }),
    reasons: z.array(z.string()),
    challenge: challengeSchema.optional(),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Payment')

const idParameter = z.object({ id: z.string().openapi({ example: 'pay_01J…' }) })
const tags = ['Payments']

const createRouteOf = createRoute({
  method: 'post',
  path: '/payments',
  operationId: 'createPayment',
  tags,
  summary: 'A draft: kept and checked, not sent',
  ...secured('pay:prepare'),
  request: {
    body: body(paymentBody),
    headers: z.object({ 'idempotency-key': z.string().min(1).max(255).optional() }),
  },
  responses: {
    201: json(paymentSchema, 'The draft; Idempotency-Replayed says that it was there already'),
    ...problems,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/payments',
  operationId: 'listPayments',
  tags,
  summary: 'Payments, newest first',
  ...secured('read'),
  request: { query: z.strictObject({ limit: limitParameter }) },
  responses: { 200: json(z.object({ data: z.array(paymentSchema) }), 'The payments'), ...problems },
})

const getRoute = createRoute({
  method: 'get',
  path: '/payments/{id}',
  operationId: 'getPayment',
  tags,
  summary: 'One payment; with refresh the bank is asked, and a lost answer is looked up',
  ...secured('read'),
  request: { params: idParameter, query: z.strictObject({ refresh: flagParameter }) },
  responses: { 200: json(paymentSchema, 'The payment'), ...problems },
})

const submitRoute = createRoute({
  method: 'post',
  path: '/payments/{id}/submission',
  operationId: 'submitPayment',
  tags,
  summary: 'Send it to the bank, once',
  description: 'A lost answer is 202 with status outcome_unknown: it is looked up, never sent again.',
  ...secured('pay:submit'),
  request: { params: idParameter },
  responses: {
    200: json(paymentSchema, 'The bank has it; the challenge is what the customer has to do'),
    202: json(paymentSchema, 'The answer was lost'),
    ...problems,
  },
})

const payeeRoute = createRoute({
  method: 'post',
  path: '/payments/{id}/payee-check',
  operationId: 'checkPayeeOfPayment',
  tags,
  summary: 'Ask the bank whether the name belongs to the account, before a draft is approved or sent',
  description:
    'Kept with the draft and sent with the payment (Regulation (EU) 2024/886). Nothing is refused by it: a person decides.',
  ...secured('pay:prepare'),
  request: { params: idParameter },
  responses: { 200: json(paymentSchema, 'The draft with its payeeCheck'), ...problems },
})

const payeesRoute = createRoute({
  method: 'post',
  path: '/payee-checks',
  operationId: 'checkPayee',
  tags,
  summary: 'Ask the bank whether a name belongs to an account',
  ...secured('pay:prepare'),
  request: {
    body: body(z.strictObject({ connectionId: z.string(), creditor, debtor }).openapi('NewPayeeCheck')),
  },
  responses: { 200: json(payeeCheckSchema, 'What the bank says'), ...problems },
})

const approvalRoute = createRoute({
  method: 'post',
  path: '/payments/{id}/approval',
  operationId: 'approvePayment',
  tags,
  summary: 'Ask a person to sign the draft with BankID; nothing is sent yet',
  description:
    'Follow the challenge: GET and answer it until it is complete, then submit the payment with its evidence.',
  ...secured('pay:submit'),
  request: { params: idParameter },
  responses: { 201: json(challengeSchema, 'What the person has to do'), ...problems },
})

const cancelRoute = createRoute({
  method: 'post',
  path: '/payments/{id}/cancellation',
  operationId: 'cancelPayment',
  tags,
  summary: 'Give a draft up, or cancel at the bank',
  ...secured('pay:submit'),
  request: { params: idParameter },
  responses: { 200: json(paymentSchema, 'The payment'), ...problems },
})

export const paymentRoutes = (services: Services): ApiApp => {
  const { payments, challenges, audit, connections } = services
  const app = createApp()
  const find = async (id: string): Promise<KeptPayment> => {
    const kept = await payments.get(id)
    if (kept === undefined) throw notFound('payment', 'List them: GET /v1/payments')
    return kept
  }
  const show = async (kept: KeptPayment): Promise<z.infer<typeof paymentSchema>> => {
    const challenge = kept.challenge === undefined ? undefined : await challenges.get(kept.challenge)
    return { ...toPayment(kept), challenge: challenge && toChallenge(challenge) }
  }
  const record = (actor: string, action: string, target: string, requestId: string) =>
    audit.record({ actor, via: 'api', action, target, outcome: 'done', requestId })

  app.openapi(createRouteOf, async (c) => {
    const key = c.req.valid('header')['idempotency-key']
    if (key === undefined) throw keyRequired()
    const { connectionId, payment } = c.req.valid('json')
    await connections.get(connectionId)
    const caller = c.get('caller').id
    const { kept, replayed } = await payments.create({ caller, key, connection: connectionId, payment })
    if (replayed) c.header('Idempotency-Replayed', 'true')
    else await record(caller, 'payment.create', kept.id, c.get('requestId'))
    return c.json(await show(kept), 201)
  })
  app.openapi(listRoute, async (c) => {
    const found = await payments.list(c.req.valid('query').limit ?? 100)
    return c.json({ data: await Promise.all(found.map(show)) }, 200)
  })
  app.openapi(getRoute, async (c) => {
    const kept = await find(c.req.valid('param').id)
    const now = c.req.valid('query').refresh === true ? await refreshPayment(services, kept, c.get('ctx')) : kept
    return c.json(await show(now), 200)
  })
  app.openapi(submitRoute, async (c) => {
    const kept = await find(c.req.valid('param').id)
    await assertFresh(services, c.get('caller'))
    await record(c.get('caller').id, 'payment.submit', kept.id, c.get('requestId'))
    const sent = await submitPayment(services, kept, c.get('caller').ceilings, c.get('ctx'))
    return c.json(await show(sent), sent.status === 'outcome_unknown' ? 202 : 200)
  })
  app.openapi(payeeRoute, async (c) => {
    const kept = await find(c.req.valid('param').id)
    const { kind, id: caller } = c.get('caller')
    // In a browser the page shows it at once; what a program does with it is not known here.
    const checked = await checkPayeeOf(services, kept, kind === 'session', c.get('ctx'))
    await record(caller, 'payment.payee_check', kept.id, c.get('requestId'))
    return c.json(await show(checked), 200)
  })
  app.openapi(payeesRoute, async (c) => {
    const { connectionId, ...payee } = c.req.valid('json')
    const { match, verification } = await checkPayee(services, connectionId, payee, c.get('ctx'))
    await record(c.get('caller').id, 'payee.check', connectionId, c.get('requestId'))
    return c.json(toPayeeCheck(match, verification?.verifiedAt), 200)
  })
  app.openapi(approvalRoute, async (c) => {
    const kept = await find(c.req.valid('param').id)
    const challenge = await startApproval(services, kept, c.get('ctx'))
    await record(c.get('caller').id, 'payment.approval', kept.id, c.get('requestId'))
    return c.json(toChallenge(challenge), 201)
  })
  app.openapi(cancelRoute, async (c) => {
    const kept = await find(c.req.valid('param').id)
    await record(c.get('caller').id, 'payment.cancel', kept.id, c.get('requestId'))
    return c.json(await show(await cancelPayment(services, kept, c.get('ctx'))), 200)
  })
  return app
}

const toPayment = (kept: KeptPayment): z.infer<typeof paymentSchema> => {
  const { payment } = kept
  return {
    id: kept.id,
    connectionId: kept.connection,
    status: kept.status,
    kind: payment.kind,
    amount: 'amount' in payment ? payment.amount : undefined,
    creditorName: 'creditor' in payment ? payment.creditor.name : undefined,
    creditorIban: 'creditor' in payment ? payment.creditor.iban : undefined,
    remittanceInformation: 'remittanceInformation' in payment ? payment.remittanceInformation : undefined,
    requestedExecutionDate: 'requestedExecutionDate' in payment ? payment.requestedExecutionDate : undefined,
    transactionStatus: kept.transactionStatus,
    approved: kept.approval !== undefined,
    payeeCheck:
      kept.payee &&
      toPayeeCheck(
        kept.payee.verification?.matches[0] ?? { result: 'not_available' },
        kept.payee.verification?.verifiedAt,
      ),
    reasons: [...(kept.reasons ?? [])],
    createdAt: toInstant(kept.createdAt),
    updatedAt: toInstant(kept.updatedAt),
  }
}

const keyRequired = (): ApiError =>
  new ApiError({
    status: 400,
    code: 'idempotency_key_required',
    detail: 'A payment needs an Idempotency-Key, so that a repeat is recognised.',
    hint: 'Send a new UUID as Idempotency-Key, and the same one when you repeat the request.',
  })

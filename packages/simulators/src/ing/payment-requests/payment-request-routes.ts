import type { BankAnswer } from '../../http/bank-handler.ts'
import { UUID } from '../ais/account-access.ts'
import { amountText } from '../ais/amount-text.ts'
import { jsonAnswer } from '../answers.ts'
import { RawNumber } from '../json.ts'
import type { Scope } from '../oauth/scopes.ts'
import { refuse } from '../refusal.ts'
import type { Route, SignatureScheme, TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { type PaymentRequest, statusOfRequest } from './payment-request.ts'
import { notFound, parseBody, readCreation, readRegistration } from './request-fields.ts'

type Handler = (call: TokenCall) => BankAnswer

/** The specification asks for X-ING-ReqID; the official scripts leave it out. */
const requireReqId =
  (world: IngWorld, handler: Handler): Handler =>
  (call) => {
    const received = call.request.header('x-ing-reqid')
    if (world.settings.lenient || (received !== undefined && UUID.test(received))) return handler(call)
    return refuse({
      row: 50,
      status: 400,
      text: 'X-ING-ReqID is missing or not a UUID',
      code: 'INVALID_HEADER',
      path: 'X-ING-ReqID',
      reason: 'X-ING-ReqID must be a UUID',
      received,
    })
  }

const find = (world: IngWorld, call: TokenCall): PaymentRequest => {
  const request = world.state.paymentRequests.get(call.params[0] ?? '')
  return request?.clientId === call.token.clientId ? request : notFound(call.params[0] ?? '')
}

const view = (world: IngWorld, request: PaymentRequest, now: number): unknown => ({
  id: request.id,
  ...request.fields,
  status: statusOfRequest(request, now),
  createdAt: new Date(request.createdAt).toISOString(),
  paymentInitiationUrl: `${world.settings.selfUrl()}/payment-request/${request.id}`,
})

const list =
  (world: IngWorld): Handler =>
  ({ token, now }) => {
    const own = [...world.state.paymentRequests.values()].filter(({ clientId }) => clientId === token.clientId)
    return jsonAnswer(200, { paymentRequests: own.map((request) => view(world, request, now)) })
  }

const create =
  (world: IngWorld): Handler =>
  ({ request, token, now }) => {
    const { fields, validUntil } = readCreation(request.body, now)
    const id = world.uuid()
    world.state.paymentRequests.set(id, {
      id,
      clientId: token.clientId,
      fields,
      createdAt: now,
      validUntil,
      payments: [],
    })
    const paymentInitiationUrl = `${world.settings.selfUrl()}/payment-request/${id}`
    return jsonAnswer(201, { id, paymentInitiationUrl }, { Location: `/payment-requests/${id}` })
  }

const close =
  (world: IngWorld): Handler =>
  (call) => {
    const request = find(world, call)
    const status = statusOfRequest(request, call.now)
    if (status !== 'open') {
      const text = 'The payment request cannot be closed'
      return refuse({ row: 71, status: 409, text, code: 'CONFLICT', reason: text, received: status })
    }
    request.closedAt = call.now
    return { status: 204 }
  }

const payments =
  (world: IngWorld): Handler =>
  (call) =>
    jsonAnswer(200, {
      payments: find(world, call).payments.map(({ transactionId, executed, cents, debtor }) => ({
        transactionId,
        executed,
        amount: { value: new RawNumber(amountText(cents, 'EUR')), currency: 'EUR' },
        debtor,
      })),
    })

const registered = (world: IngWorld, { token }: TokenCall) =>
  world.state.merchants.get(token.clientId) ?? notFound('registrations')

const showRegistration =
  (world: IngWorld): Handler =>
  (call) =>
    jsonAnswer(200, { ...registered(world, call).fields, status: 'Active' })

const register =
  (world: IngWorld): Handler =>
  ({ request, token }) => {
    const fields = readRegistration(request.body)
    world.state.merchants.set(token.clientId, { fields, certificates: [] })
    return jsonAnswer(202, { ...fields, status: 'Open' })
  }

const changeRegistration =
  (world: IngWorld): Handler =>
  (call) => {
    const merchant = registered(world, call)
    const changed = { ...merchant.fields, ...parseBody(call.request.body) }
    const fields = readRegistration(Buffer.from(JSON.stringify(changed)))
    world.state.merchants.set(call.token.clientId, { ...merchant, fields })
    return { status: 204 }
  }

const generateCertificates =
  (world: IngWorld): Handler =>
  (call) => {
    registered(world, call)
    return { status: 202, body: '' }
  }

const putCertificates =
  (world: IngWorld): Handler =>
  (call) => {
    const merchant = registered(world, call)
    const body = parseBody(call.request.body)
    const certificates = ['cert1', 'cert2', 'cert3', 'cert4'].flatMap((name) => {
      const value = body[name]
      return typeof value === 'string' ? [value] : []
    })
    world.state.merchants.set(call.token.clientId, { ...merchant, certificates })
    return { status: 204 }
  }

const JSON_BODY = ['application/json']

/** The Payment Request API of merchants: a premium application's token. */
export const paymentRequestRoutes = (world: IngWorld): readonly Route[] => {
  const route = (
    method: Route['method'],
    path: string,
    options: { readonly scope: Scope; readonly scheme?: SignatureScheme; readonly handler: Handler },
  ): Route => ({
    method,
    pattern: new RegExp(`^/payment-requests${path}$`),
    ...(method === 'PUT' || method === 'PATCH' || (method === 'POST' && path === '') ? { consumes: JSON_BODY } : {}),
    token: { subject: 'application', scheme: options.scheme ?? 'http', scopes: [options.scope] },
    handle: requireReqId(world, options.handler),
  })
  const registers = { scope: 'payment-requests:register', scheme: 'by-token' } as const
  return [
    route('GET', '', { scope: 'payment-requests:view', handler: list(world) }),
    route('POST', '', { scope: 'payment-requests:create', handler: create(world) }),
    route('GET', '/registrations', { ...registers, handler: showRegistration(world) }),
    route('POST', '/registrations', { ...registers, handler: register(world) }),
    route('PATCH', '/registrations', { ...registers, handler: changeRegistration(world) }),
    route('POST', '/registrations/generate-certificates', { ...registers, handler: generateCertificates(world) }),
    route('PUT', '/registrations/certificates', { ...registers, handler: putCertificates(world) }),
    route('GET', '/([^/]+)', {
      scope: 'payment-requests:view',
      handler: (call) => jsonAnswer(200, view(world, find(world, call), call.now)),
    }),
    route('POST', '/([^/]+)/close', { scope: 'payment-requests:close', handler: close(world) }),
    route('GET', '/([^/]+)/payments', { scope: 'payment-requests:view', handler: payments(world) }),
  ]
}

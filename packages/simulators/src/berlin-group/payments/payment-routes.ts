import type { BankAnswer } from '../../http/bank-handler.ts'
import { emptyAnswer, jsonAnswer, linkTo, locationOf } from '../answers.ts'
import { authorisationLinks, startLinks } from '../authorisations/authorisation-links.ts'
import { listRoute, startRoute, statusRoute, updateRoute } from '../authorisations/authorisation-routes.ts'
import { approachHeader, chooseApproach } from '../authorisations/choose-approach.ts'
import { createAuthorisation, startsImplicitly } from '../authorisations/start.ts'
import { readJson } from '../checks/fields.ts'
import { requireToken } from '../checks/token-checks.ts'
import { refuse } from '../refusal.ts'
import type { ApiCall, ApiRoute, Route } from '../route.ts'
import type { Subject } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import type { Payment, Service } from './payment.ts'
import { readPain001, writePain002 } from './read-pain-001.ts'
import { readPayment } from './read-payment.ts'
import { isFinal, transactionStatus } from './transaction-status.ts'

/** Check 3: a service and product of this bank. */
const orderOf = ({ profile, params }: ApiCall): { service: Service; product: string } => {
  const [name = '', product = ''] = params
  const service = profile.services.find((each) => each === name)
  if (service === undefined) {
    return refuse({
      row: 3,
      status: 405,
      code: 'SERVICE_INVALID',
      reason: 'The bank does not have this service',
      received: name,
    })
  }
  if (profile.products.includes(product)) return { service, product }
  const expected = profile.products.join(', ')
  return refuse({
    row: 3,
    status: 404,
    code: 'PRODUCT_UNKNOWN',
    reason: 'The bank does not have this product',
    expected,
    received: product,
  })
}

const subjectOf = (payment: Payment, then: 'accepted' | 'cancelled'): Subject => ({
  type: 'payment',
  id: payment.id,
  resource: 'payments',
  path: `/${payment.service}/${payment.product}/${payment.id}`,
  collection: then === 'accepted' ? 'authorisations' : 'cancellation-authorisations',
  then,
})

/** Check 43, and 34 for an unknown one. */
const findPayment = (world: BerlinGroupWorld, call: ApiCall): Payment => {
  const [service, product, id = ''] = call.params
  const payment = world.state.payments.get(id)
  if (payment === undefined || payment.bank !== call.profile.id || payment.tpp !== call.tpp.id) {
    return refuse({ row: 34, status: 404, code: 'RESOURCE_UNKNOWN', reason: 'No payment has this id', received: id })
  }
  if (payment.service !== service) {
    return refuse({
      row: 43,
      status: 405,
      code: 'SERVICE_INVALID',
      reason: 'The payment is of another service',
      expected: payment.service,
      received: service,
    })
  }
  if (payment.product === product) return payment
  return refuse({
    row: 43,
    status: 403,
    code: 'PRODUCT_INVALID',
    reason: 'The payment is of another product',
    expected: payment.product,
    received: product,
  })
}

const create =
  (world: BerlinGroupWorld, warnsOf: (call: ApiCall) => boolean) =>
  (call: ApiCall): BankAnswer => {
    const { profile, request, tpp, now } = call
    const { service, product } = orderOf(call)
    requireToken(world, call, undefined)
    const isXml = product.startsWith('pain.001')
    const body = isXml ? readPain001(request.body) : readJson(request)
    if (!isXml) readPayment(body, { service, product, profile, now })
    const payment: Payment = {
      id: world.uuid(),
      bank: profile.id,
      tpp: tpp.id,
      service,
      product,
      body,
      createdAt: now,
      acceptedAt: undefined,
      rejected: false,
      cancelled: false,
    }
    world.state.payments.set(payment.id, payment)
    return answerNew(world, call, payment, warnsOf(call))
  }

const answerNew = (world: BerlinGroupWorld, call: ApiCall, payment: Payment, warns: boolean): BankAnswer => {
  const { profile, request, tpp, now } = call
  const subject = subjectOf(payment, 'accepted')
  const approach = chooseApproach(profile, request)
  const implicit = startsImplicitly(profile, request, approach)
  const started = implicit ? createAuthorisation({ world, profile, request, tpp }, subject, true) : undefined
  const self = world.settings.selfUrl()
  const links =
    started === undefined
      ? startLinks(world, profile, subject, approach === 'embedded')
      : authorisationLinks(world, profile, started)
  const answer = {
    transactionStatus: transactionStatus(world, profile, payment, now),
    paymentId: payment.id,
    scaStatus: started?.status,
    ...(warns
      ? { tppMessages: [{ category: 'WARNING', code: 'WARNING', text: 'The redirect URI is not of the certificate' }] }
      : {}),
    _links: {
      ...links,
      self: linkTo(profile, self, 'payments', subject.path),
      status: linkTo(profile, self, 'payments', `${subject.path}/status`),
    },
  }
  return jsonAnswer(request, 201, answer, {
    Location: locationOf(profile, self, 'payments', subject.path),
    'ASPSP-SCA-Approach': approachHeader(approach),
  })
}

const show =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const payment = findPayment(world, call)
    const status = transactionStatus(world, call.profile, payment, call.now)
    if (typeof payment.body['xml'] !== 'string')
      return jsonAnswer(call.request, 200, { ...payment.body, transactionStatus: status })
    const headers = { 'Content-Type': 'application/xml', 'X-Request-ID': call.request.header('x-request-id') ?? '' }
    return { status: 200, headers, body: payment.body['xml'] }
  }

const showStatus =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const payment = findPayment(world, call)
    const status = transactionStatus(world, call.profile, payment, call.now)
    if (typeof payment.body['xml'] !== 'string') {
      return jsonAnswer(call.request, 200, { transactionStatus: status, fundsAvailable: status !== 'RJCT' })
    }
    const headers = { 'Content-Type': 'application/xml', 'X-Request-ID': call.request.header('x-request-id') ?? '' }
    return { status: 200, headers, body: writePain002(payment.id, status) }
  }

/** Check 44. */
const requireCancellable = (world: BerlinGroupWorld, call: ApiCall, payment: Payment): void => {
  const status = transactionStatus(world, call.profile, payment, call.now)
  if (isFinal(status)) {
    refuse({ row: 44, status: 400, code: 'RESOURCE_BLOCKED', reason: 'The payment is final', received: status })
  }
  if (call.profile.cancellation === 'never' || status === 'ACSP') {
    refuse({
      row: 44,
      status: 405,
      code: 'CANCELLATION_INVALID',
      reason: 'The payment cannot be cancelled',
      received: status,
    })
  }
}

/** DELETE: done, or a cancellation that the customer authorises. */
const cancel =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const { profile, request, now } = call
    const payment = findPayment(world, call)
    requireCancellable(world, call, payment)
    // Nobody has authorised it yet: there is nothing to authorise about its end.
    if (profile.cancellation === 'direct' || payment.acceptedAt === undefined) {
      payment.cancelled = true
      return emptyAnswer(request)
    }
    return jsonAnswer(request, 202, {
      transactionStatus: transactionStatus(world, profile, payment, now),
      _links: startLinks(
        world,
        profile,
        subjectOf(payment, 'cancelled'),
        chooseApproach(profile, request) === 'embedded',
      ),
    })
  }

const authorisations = (
  world: BerlinGroupWorld,
  base: Pick<ApiRoute, 'resource' | 'role'>,
  then: 'accepted' | 'cancelled',
): readonly Route[] => {
  const collection = then === 'accepted' ? 'authorisations' : 'cancellation-authorisations'
  const at = (rest: string): RegExp => new RegExp(`^/([a-z]+-?payments|payments)/([^/]+)/([^/]+)/${collection}${rest}$`)
  const subject = (call: ApiCall) => subjectOf(findPayment(world, call), then)
  const consumes = ['application/json']
  return [
    { ...base, method: 'POST', pattern: at(''), psu: 'authorises', consumes, handle: startRoute(world, subject) },
    { ...base, method: 'GET', pattern: at(''), handle: listRoute(world, subject) },
    { ...base, method: 'GET', pattern: at('/([^/]+)'), handle: statusRoute(world, subject) },
    {
      ...base,
      method: 'PUT',
      pattern: at('/([^/]+)'),
      psu: 'authorises',
      consumes,
      handle: updateRoute(world, subject),
    },
  ]
}

/** Payments of all services, their authorisations and their cancellation. */
export const paymentRoutes = (world: BerlinGroupWorld, warnsOf: (call: ApiCall) => boolean): readonly Route[] => {
  const base = { resource: 'payments', role: 'PSP_PI' } as const
  const at = (rest: string): RegExp => new RegExp(`^/(payments|bulk-payments|periodic-payments)/([^/]+)${rest}$`)
  const consumes = ['application/json', 'application/xml']
  const xml = ['application/json', 'application/xml']
  return [
    { ...base, method: 'POST', pattern: at(''), psu: 'creates', consumes, handle: create(world, warnsOf) },
    { ...base, method: 'GET', pattern: at('/([^/]+)'), produces: xml, handle: show(world) },
    { ...base, method: 'DELETE', pattern: at('/([^/]+)'), handle: cancel(world) },
    { ...base, method: 'GET', pattern: at('/([^/]+)/status'), produces: xml, handle: showStatus(world) },
    ...authorisations(world, base, 'accepted'),
    ...authorisations(world, base, 'cancelled'),
  ]
}

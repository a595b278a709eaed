import type { BankAnswer } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import { readLogin } from '../authorisation/read-login.ts'
import { psuIdHash } from '../authorisation/start-authorisation.ts'
import { objectIn, readBody } from '../checks/fields.ts'
import { refuse } from '../refusal.ts'
import type { ApiCall, Route } from '../route.ts'
import type { EnableBankingWorld } from '../world.ts'
import type { Payment } from './payment.ts'
import { paymentPage } from './payment-page.ts'
import { isFinal, paymentStatus } from './payment-status.ts'
import { readTerms, readTransfers } from './read-payment.ts'

const create =
  (world: EnableBankingWorld) =>
  ({ request, application, now }: ApiCall): BankAnswer => {
    const body = readBody(request)
    const login = readLogin(body, application)
    const terms = readTerms(body, login.aspsp)
    const paymentRequest = objectIn(body, 'payment_request')
    const transfers = readTransfers(paymentRequest, terms, { application, now })
    const payment: Payment = {
      id: world.uuid(),
      pageId: world.uuid(),
      login,
      aspsp: login.aspsp,
      terms,
      paymentType: terms.paymentType,
      request: paymentRequest,
      transactions: transfers.map((transfer) => ({ id: world.uuid(), transfer })),
      created: now,
      decision: undefined,
    }
    world.state.payments.set(payment.id, payment)
    return jsonAnswer(200, {
      payment_id: payment.id,
      status: 'RCVD',
      url: `${world.settings.selfUrl()}/pis/start?paymentid=${payment.pageId}`,
      psu_id_hash: psuIdHash(application.kid, login.psuId ?? payment.id),
    })
  }

/** Check 56. */
const findPayment = (world: EnableBankingWorld, id: string | undefined): Payment =>
  world.state.payments.get(id ?? '') ??
  refuse({ row: 56, status: 404, error: 'PAYMENT_NOT_FOUND', reason: 'No payment has this id', received: id })

const show =
  (world: EnableBankingWorld) =>
  ({ params, now }: ApiCall): BankAnswer => {
    const payment = findPayment(world, params[0])
    const status = paymentStatus(world, payment, now)
    const { name, country } = payment.aspsp
    return jsonAnswer(200, {
      payment_id: payment.id,
      payment_type: payment.paymentType,
      status,
      final_status: isFinal(status),
      status_reason_information:
        status === 'RJCT' ? { status_reason_code: 'AM04', status_reason_description: 'Insufficient funds' } : null,
      payment_details: { ...payment.request, aspsp: { name, country } },
    })
  }

const showPart =
  (world: EnableBankingWorld) =>
  ({ params, now }: ApiCall): BankAnswer => {
    const payment = findPayment(world, params[0])
    const part = payment.transactions.find(({ id }) => id === params[1])
    if (part === undefined) {
      return refuse({ row: 56, status: 404, error: 'PAYMENT_NOT_FOUND', reason: 'The payment has no such transfer' })
    }
    const status = paymentStatus(world, payment, now)
    return jsonAnswer(200, {
      payment_transaction_id: part.id,
      transaction_status: status,
      transaction_details: part.transfer,
    })
  }

/** DELETE removes the record of a payment that is finished; it cancels nothing. */
const remove =
  (world: EnableBankingWorld) =>
  ({ params, now }: ApiCall): BankAnswer => {
    const payment = findPayment(world, params[0])
    if (!isFinal(paymentStatus(world, payment, now))) {
      return refuse({ row: 57, status: 422, error: 'PAYMENT_NOT_FINALIZED', reason: 'The payment is not finished' })
    }
    world.state.payments.delete(payment.id)
    return jsonAnswer(200, { message: 'OK' })
  }

/** Section 9 of the service's description. */
export const paymentRoutes = (world: EnableBankingWorld): readonly Route[] => [
  { method: 'POST', pattern: /^\/payments$/, service: 'PIS', handle: create(world) },
  { method: 'GET', pattern: /^\/payments\/([^/]+)$/, service: 'PIS', handle: show(world) },
  { method: 'DELETE', pattern: /^\/payments\/([^/]+)$/, service: 'PIS', handle: remove(world) },
  { method: 'GET', pattern: /^\/payments\/([^/]+)\/transactions\/([^/]+)$/, service: 'PIS', handle: showPart(world) },
  { method: 'GET', pattern: /^\/pis\/start$/, page: true, handle: paymentPage(world) },
  { method: 'POST', pattern: /^\/pis\/start$/, page: true, handle: paymentPage(world) },
]

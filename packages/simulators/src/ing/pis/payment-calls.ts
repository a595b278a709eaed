import type { BankAnswer } from '../../http/bank-handler.ts'
import { UUID } from '../ais/account-access.ts'
import { jsonAnswer } from '../answers.ts'
import { refuse } from '../refusal.ts'
import type { TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'
import type { Json } from './fields.ts'
import { isCancellable, rejectionReasons, statusOf } from './life-cycle.ts'
import { writePain002 } from './pain-002.ts'
import { type Payment, type PaymentService, PRODUCTS, type Product } from './payment.ts'
import { requireInitiationHeaders, requirePaymentHeaders } from './payment-headers.ts'
import { readInstruction } from './read-instruction.ts'

/** What a route says about its payments; the product is the first group of its pattern. */
export interface PaymentKind {
  readonly service: PaymentService
  readonly format: Payment['format']
  readonly version: 'v1' | 'v2'
}

/** Row 62. */
const requireProduct = (call: TokenCall): Product =>
  PRODUCTS.find((product) => product === call.params[0]) ??
  refuse({
    row: 62,
    status: 404,
    text: 'The payment product is unknown',
    code: 'PRODUCT_UNKNOWN',
    reason: 'The payment product is unknown',
    expected: PRODUCTS.join(', '),
    received: call.params[0] ?? '',
  })

/** Row 70: a UUID, known, of this client, under this product and service. */
const requirePayment = (world: IngWorld, call: TokenCall, kind: PaymentKind): Payment => {
  const product = requireProduct(call)
  const id = call.params[1] ?? ''
  if (!UUID.test(id)) {
    const reason = 'The payment id is not a UUID'
    return refuse({ row: 70, status: 400, text: reason, code: 'TRANSACTION_ID_INVALID', reason, received: id })
  }
  const payment = world.state.payments.get(id.toLowerCase())
  const here =
    payment?.clientId === call.token.clientId &&
    payment.product === product &&
    payment.service === kind.service &&
    payment.format === kind.format
  if (payment && here) return payment
  return refuse({
    row: 70,
    status: 404,
    text: 'The payment is unknown',
    code: 'RESOURCE_UNKNOWN',
    reason: payment ? "The payment is another client's, or stands under another path" : 'No such payment',
    received: id,
  })
}

const countryOf = (instruction: Json): string => {
  const { debtorAccount } = instruction as { debtorAccount?: { readonly iban?: string } }
  return debtorAccount?.iban?.slice(0, 2) ?? 'NL'
}

const scaRedirect = (world: IngWorld, payment: Payment): string => {
  const query = `?externalSource=PIS&externalReference=${world.uuid()}`
  const type = payment.service === 'bulk-payments' ? '&type=bulk' : ''
  const path = `/payment-initiation/${payment.id}/${countryOf(payment.instruction)}`
  return `${world.settings.selfUrl()}${path}${query}${type}`
}

const isFuture = (payment: Payment, now: number): boolean => {
  const { requestedExecutionDate: date } = payment.instruction
  return (
    payment.service === 'periodic-payments' ||
    (typeof date === 'string' && date > new Date(now).toISOString().slice(0, 10))
  )
}

/** POST: the payment waits for the customer. */
export const initiate =
  (world: IngWorld, kind: PaymentKind) =>
  (call: TokenCall): BankAnswer => {
    const { request, now } = call
    const redirectUri = requireInitiationHeaders(world, call)
    const product = requireProduct(call)
    const sandbox = world.context.environment === 'sandbox'
    const instruction = readInstruction(world, call, { ...kind, product, sandbox, now })
    const payment: Payment = {
      id: world.uuid(),
      clientId: call.token.clientId,
      service: kind.service,
      product,
      format: kind.format,
      contentType: request.header('content-type') ?? '',
      original: request.body,
      instruction,
      redirectUri,
      createdAt: now,
    }
    world.state.payments.set(payment.id, payment)
    const path = `${request.path}/${payment.id}`
    const self = `${world.settings.selfUrl()}${path}`
    const links = { scaRedirect: scaRedirect(world, payment), self, status: `${self}/status` }
    const cancellable = kind.format === 'json' && isFuture(payment, now)
    const body = {
      transactionStatus: 'RCVD',
      paymentId: payment.id,
      _links: cancellable ? { ...links, delete: self } : links,
    }
    return jsonAnswer(201, body, { Location: path, 'ASPSP-SCA-Approach': 'REDIRECT' })
  }

/** GET: the payment as it came, byte for byte. */
export const details =
  (world: IngWorld, kind: PaymentKind) =>
  (call: TokenCall): BankAnswer => {
    requirePaymentHeaders(world, call)
    const { contentType, original } = requirePayment(world, call, kind)
    return { status: 200, headers: { 'Content-Type': contentType }, body: original }
  }

export const status =
  (world: IngWorld, kind: PaymentKind) =>
  (call: TokenCall): BankAnswer => {
    requirePaymentHeaders(world, call)
    const payment = requirePayment(world, call, kind)
    if (kind.format === 'xml') {
      const body = writePain002(world, payment, kind.version, call.now)
      return { status: 200, headers: { 'Content-Type': 'application/xml;charset=UTF-8' }, body }
    }
    const transactionStatus = statusOf(world, payment, call.now)
    return jsonAnswer(200, { transactionStatus, stsRsnInf: rejectionReasons(transactionStatus) })
  }

/** DELETE, row 71. */
export const cancel =
  (world: IngWorld, kind: PaymentKind) =>
  (call: TokenCall): BankAnswer => {
    requirePaymentHeaders(world, call)
    const payment = requirePayment(world, call, kind)
    if (isCancellable(world, payment, call.now)) {
      payment.cancelledAt = call.now
      return { status: 204 }
    }
    const state = statusOf(world, payment, call.now)
    const text = 'The payment can no longer be cancelled'
    return refuse({ row: 71, status: 400, text, code: 'PAYMENT_FAILED', reason: text, received: state })
  }

import type { BankAnswer } from '../http/bank-handler.ts'
import type { BankContext } from '../profile.ts'
import { invalidParameters, json, noSuchOrder, type Refusal, refuse } from './answers.ts'
import type { OrderEndpoint } from './checks/field-check.ts'
import { firstRefusal } from './checks/field-check.ts'
import { orderRefFault } from './checks/order-ref-checks.ts'
import { completionData, type EvidenceChange, type EvidenceParts } from './evidence/completion-data.ts'
import type { Complete, Order, RelyingParty } from './orders/order.ts'
import type { OrderBook } from './orders/order-book.ts'
import { hintCodeOf, timers } from './orders/timers.ts'
import type { BankIdEnvironment, BankIdSettings } from './settings.ts'
import type { JsonObject } from './strict-json.ts'

export interface OperationParts {
  readonly context: BankContext
  readonly environment: BankIdEnvironment
  readonly settings: BankIdSettings
  readonly book: OrderBook
  readonly evidence: EvidenceParts
  /** The spoiling that the next evidence gets, if any was asked for. */
  readonly nextChange: () => EvidenceChange | undefined
  /** Hears of every new order, before its answer is out. */
  readonly onStart: (order: Order) => void
}

/** The API's operations on a body that is one JSON object, asked by a relying party that is known. */
export interface Operations {
  start(endpoint: OrderEndpoint, body: JsonObject, relyingParty: RelyingParty): BankAnswer
  collect(body: JsonObject, relyingParty: RelyingParty): Promise<BankAnswer> | BankAnswer
  cancel(body: JsonObject, relyingParty: RelyingParty): BankAnswer
}

const tooFast = (): Refusal => ({
  check: 'C6',
  status: 429,
  errorCode: 'tooManyRequests',
  details: 'Too many requests',
  reason: 'collected twice within a second',
  expected: 'a collect every two seconds, never more than one in a second',
  headers: { 'RateLimit-Limit': '1', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '1' },
})

export const createOperations = (parts: OperationParts): Operations => {
  const { context, environment, settings, book } = parts

  /** A19, P6: one order at a time for a person; asking for a second one ends both. */
  const inProgressFault = (endpoint: OrderEndpoint, body: JsonObject): Refusal | undefined => {
    const requirement = body['requirement']
    const named = endpoint.remote ? body : typeof requirement === 'object' && requirement !== null ? requirement : {}
    const personalNumber = 'personalNumber' in named ? named.personalNumber : undefined
    const other = typeof personalNumber === 'string' ? book.inProgress(personalNumber) : undefined
    if (other === undefined) return undefined
    other.state = { status: 'failed', hintCode: 'cancelled', at: context.clock.now(), neverPickedUp: false }
    const reason = 'the person has an order in progress'
    const refusal = invalidParameters(endpoint.remote ? 'P6' : 'A19', 'Order already in progress for pno', { reason })
    return { ...refusal, errorCode: 'alreadyInProgress' }
  }
  /** C1-C4: the order, or the refusal that hides why it is not to be had. */
  const ownOrder = (body: JsonObject, relyingParty: RelyingParty): Order | Refusal => {
    const fault = orderRefFault(body, settings.lenientProperties)
    if (fault !== undefined) return fault
    const order = book.find(String(body['orderRef']))
    if (order === undefined) return noSuchOrder('C2', 'unknown, cancelled, handed out or too old')
    return order.relyingParty.fingerprint === relyingParty.fingerprint
      ? order
      : noSuchOrder('C3', 'the order belongs to another relying party')
  }
  /** C6: counted always, refused only on demand. */
  const isHurried = (order: Order): boolean => {
    const now = context.clock.now()
    const hurried = order.lastCollectAt !== undefined && now - order.lastCollectAt < timers.poll
    order.lastCollectAt = now
    if (hurried) order.hurriedCollects += 1
    return hurried
  }
  const handOut = async (order: Order, state: Complete): Promise<BankAnswer> => {
    const evidence = await completionData(order, state, parts.evidence, parts.nextChange())
    return json(200, { orderRef: order.orderRef, status: 'complete', completionData: evidence })
  }

  return {
    start: (endpoint, body, relyingParty) => {
      const fault =
        firstRefusal(endpoint.checks, { body, endpoint, settings, environment }) ?? inProgressFault(endpoint, body)
      if (fault !== undefined) return refuse(fault)
      const order = book.start({ endpoint, body, relyingParty })
      parts.onStart(order)
      return json(200, { orderRef: order.orderRef, ...order.tokens })
    },
    collect: (body, relyingParty) => {
      const order = ownOrder(body, relyingParty)
      if ('errorCode' in order) return refuse(order)
      if (isHurried(order) && settings.strictPolling) return refuse(tooFast())
      const { state, orderRef } = order
      if (state.status !== 'pending') book.forget(order)
      if (state.status === 'complete') return handOut(order, state)
      return json(200, { orderRef, status: state.status, hintCode: hintCodeOf(order, context.clock.now()) })
    },
    cancel: (body, relyingParty) => {
      const order = ownOrder(body, relyingParty)
      if ('errorCode' in order) return refuse(order)
      if (order.state.status !== 'pending')
        return refuse(noSuchOrder('C5', `the order is ${order.state.status} already`))
      book.forget(order)
      return json(200, {})
    },
  }
}

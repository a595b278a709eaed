import { must, readAmount, readObjects, readText } from '../http/body.ts'
import { amountField, list, object, required, text } from '../http/fields.ts'
import { notFound, refusal } from '../http/refusal.ts'
import { findHere, listReply, ofAccount } from '../http/replies.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { MoneyRequest } from '../state/entities.ts'
import { checkActive, checkAffordable, checkCurrency, checkPositive } from '../state/payment-orders.ts'
import type { RequestBatch } from '../state/records.ts'
import { acceptRequest, closeRequest, demandPending } from '../state/requests.ts'
import { wireAmount } from '../wire/amount.ts'
import { requestInquiryWire, requestResponseWire } from '../wire/request-wire.ts'
import { wireTimestamp } from '../wire/timestamp.ts'
import { judgeRequest, makeRequest, requestInquiryFields } from './request-inquiry-routes.ts'

const asked = (call: SessionCall): readonly MoneyRequest[] =>
  call.state.requests.filter(({ payerAccountId }) => payerAccountId === call.account.id)

const find = (call: SessionCall): MoneyRequest => {
  const request = asked(call).find(({ responseId }) => responseId === call.id('id'))
  if (request === undefined) throw notFound('Request response', call.id('id'))
  return request
}

const answer = (call: SessionCall): Reply => {
  const { state, account, key, body } = call
  const request = find(call)
  const status = must(readText(body, 'status'))
  if (status !== 'ACCEPTED' && status !== 'REJECTED') {
    throw refusal(35, 400, 'Invalid value for field "status".', 'a request is accepted or rejected', {
      expected: 'ACCEPTED, REJECTED',
      received: status,
    })
  }
  if (status === 'ACCEPTED' && key.kind !== 'user') {
    throw refusal(42, 403, 'Insufficient authorisation.', 'an OAuth session may not accept requests')
  }
  demandPending(request)
  if (status === 'REJECTED') closeRequest(state, request, 'REJECTED')
  else {
    const amount = readAmount(body, 'amount_responded') ?? { value: request.amount, currency: request.currency }
    checkPositive(amount)
    checkAffordable(state, account, amount.value)
    checkCurrency(account, amount.currency)
    checkActive(account)
    acceptRequest(state, request, account, amount.value)
  }
  return { objects: [requestResponseWire(state, request)] }
}

const batchWire = (call: SessionCall, batch: RequestBatch): object => {
  const requests = call.state.requests.filter(({ id }) => batch.requestIds.includes(id))
  const total = requests.reduce((sum, { amount }) => sum + amount, 0n)
  return {
    RequestInquiryBatch: {
      id: batch.id,
      created: wireTimestamp(batch.created),
      updated: wireTimestamp(batch.updated),
      request_inquiries: requests.flatMap((request) => Object.values(requestInquiryWire(call.state, request))),
      total_amount_inquired: wireAmount(total, call.account.currency),
      reference_split_the_bill: null,
    },
  }
}

const createBatch = (call: SessionCall): Reply => {
  const { state } = call
  const bodies = readObjects(call.body, 'request_inquiries')
  const total = must(readAmount(call.body, 'total_amount_inquired'))
  const sum = bodies.reduce((value, one) => value + must(readAmount(one, 'amount_inquired')).value, 0n)
  if (bodies.length === 0 || sum !== total.value) {
    throw refusal(
      23,
      400,
      'Invalid value for field "total_amount_inquired".',
      'the total is not the sum of the requests',
    )
  }
  const judged = bodies.map((one) => judgeRequest(call, one))
  const id = state.nextId()
  const at = state.now()
  const requestIds = judged.map((one) => makeRequest(call, one, id).id)
  state.records.requestBatches.push({ id, created: at, updated: at, accountId: call.account.id, requestIds })
  return idReply(id)
}

const account = 'user/{user}/monetary-account/{account}'
const batches = `${account}/request-inquiry-batch`

const findBatch = (call: SessionCall): RequestBatch =>
  findHere(call, ofAccount(call, call.state.records.requestBatches), 'Request inquiry batch')

const revokeBatch = (call: SessionCall): Reply => {
  const batch = findBatch(call)
  for (const request of call.state.requests) {
    if (!batch.requestIds.includes(request.id) || request.status !== 'PENDING') continue
    request.revokedByUserId = call.user.id
    closeRequest(call.state, request, 'REVOKED')
  }
  return { objects: [batchWire(call, batch)] }
}

/** The payer's side of requests, and requests that were made together. */
export const requestResponseRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${account}/request-response`,
    token: 'session',
    handle: (call) =>
      listReply(
        call,
        asked(call).map((request) => ({ id: request.responseId, request })),
        ({ request }) => requestResponseWire(call.state, request),
      ),
  },
  {
    method: 'GET',
    path: `${account}/request-response/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [requestResponseWire(call.state, find(call))] }),
  },
  {
    method: 'PUT',
    path: `${account}/request-response/{id}`,
    token: 'session',
    signature: 'accepting',
    fields: {
      status: required(text()),
      amount_responded: amountField,
      address_billing: { type: 'anything' },
      address_shipping: { type: 'anything' },
      currency_conversion_quote_id: { type: 'integer' },
    },
    handle: answer,
  },
  {
    method: 'POST',
    path: batches,
    token: 'session',
    fields: {
      request_inquiries: required(list(object(requestInquiryFields))),
      total_amount_inquired: required(amountField),
      status: text(['PENDING']),
      event_id: { type: 'integer' },
    },
    handle: createBatch,
  },
  {
    method: 'GET',
    path: batches,
    token: 'session',
    handle: (call) =>
      listReply(call, ofAccount(call, call.state.records.requestBatches), (batch) => batchWire(call, batch)),
  },
  {
    method: 'GET',
    path: `${batches}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [batchWire(call, findBatch(call))] }),
  },
  {
    method: 'PUT',
    path: `${batches}/{id}`,
    token: 'session',
    fields: { status: required(text(['REVOKED'])) },
    handle: revokeBatch,
  },
]

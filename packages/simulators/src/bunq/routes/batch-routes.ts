import { readObjects } from '../http/body.ts'
import { list, object, required } from '../http/fields.ts'
import { invalidField } from '../http/refusal.ts'
import { findHere, listReply, ofAccount } from '../http/replies.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import { payBatch } from '../state/batches.ts'
import { checkOwnAccountsOnly, paymentFields, readOrder } from '../state/payment-orders.ts'
import { batchWire } from '../wire/batch-wire.ts'

const create = ({ state, account, key, body }: SessionCall): Reply => {
  const orders = readObjects(body, 'payments').map(readOrder)
  if (orders.length === 0) throw invalidField('payments', 'a batch holds at least one payment')
  checkOwnAccountsOnly(state, key, account, orders)
  return idReply(payBatch(state, account, orders).id)
}

const find = (call: SessionCall) => findHere(call, ofAccount(call, call.state.records.batches), 'Payment batch')

const base = 'user/{user}/monetary-account/{account}/payment-batch'

/** Several payments that are made together or not at all. */
export const batchRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: base,
    token: 'session',
    signature: 'required',
    fields: { payments: required(list(object(paymentFields))) },
    handle: create,
  },
  {
    method: 'GET',
    path: base,
    token: 'session',
    handle: (call) =>
      listReply(call, ofAccount(call, call.state.records.batches), (batch) => batchWire(call.state, batch)),
  },
  {
    method: 'GET',
    path: `${base}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [batchWire(call.state, find(call))] }),
  },
  {
    method: 'PUT',
    path: `${base}/{id}`,
    token: 'session',
    fields: {},
    handle: (call) => idReply(find(call).id),
  },
]

import { pageOf } from '../http/paging.ts'
import { notFound } from '../http/refusal.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import { checkOwnAccountsOnly, paymentFields, payOrders, readOrder } from '../state/payment-orders.ts'
import { paymentWire } from '../wire/payment-wire.ts'

const create = ({ state, account, key, body }: SessionCall): Reply => {
  const order = readOrder(body)
  checkOwnAccountsOnly(state, key, account, [order])
  const [payment] = payOrders(state, account, [order])
  if (payment === undefined) throw new TypeError('a payment was paid but not made')
  return idReply(payment.id)
}

const read = (call: SessionCall): Reply => {
  const payment = call.account.payments.find(({ id }) => id === call.id('id'))
  if (payment === undefined) throw notFound('Payment', call.id('id'))
  return { objects: [paymentWire(call.state, call.account, payment)] }
}

/** Payments of one account: the bank's transactions. A listed payment is booked. */
export const paymentRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: 'user/{user}/monetary-account/{account}/payment',
    token: 'session',
    signature: 'required',
    fields: paymentFields,
    handle: create,
  },
  {
    method: 'GET',
    path: 'user/{user}/monetary-account/{account}/payment',
    token: 'session',
    handle: ({ state, account, page }) => {
      const { items, pagination } = pageOf(account.payments, page)
      return { objects: items.map((payment) => paymentWire(state, account, payment)), pagination }
    },
  },
  { method: 'GET', path: 'user/{user}/monetary-account/{account}/payment/{id}', token: 'session', handle: read },
]

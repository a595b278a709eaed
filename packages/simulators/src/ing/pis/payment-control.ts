import type { ControlAnswer, ControlRoute } from '../../http/bank-handler.ts'
import type { IngWorld } from '../world.ts'
import { decidePayment } from './decide-payment.ts'
import { statusOf } from './life-cycle.ts'
import type { Payment } from './payment.ts'
import { accountByIban } from './settle-payments.ts'

const view = (world: IngWorld, payment: Payment): unknown => ({
  paymentId: payment.id,
  service: payment.service,
  product: payment.product,
  status: statusOf(world, payment, world.now()),
  createdAt: new Date(payment.createdAt).toISOString(),
})

const decide = (world: IngWorld, id: string, verb: string, account: unknown): ControlAnswer => {
  const payment = world.state.payments.get(id)
  if (!payment) return { status: 404, body: { error: 'No such payment' } }
  const chosen = accountByIban(world, account) ?? world.state.accounts.get(typeof account === 'string' ? account : '')
  if (account !== undefined && !chosen) return { status: 400, body: { error: 'No such account' } }
  const choice = chosen ? { accountId: chosen.resourceId } : {}
  const decided = decidePayment(world, payment, { kind: verb === 'authorise' ? 'authorised' : 'rejected', ...choice })
  if (!decided) return { status: 409, body: { error: 'The payment has been decided' } }
  return { status: 200, body: { location: payment.redirectUri, status: statusOf(world, payment, world.now()) } }
}

/** `GET /ing/payments` and `POST /ing/payments/{id}/{authorise|reject} {account?}`: the customer without a browser. */
export const paymentControl = (world: IngWorld): readonly ControlRoute[] => [
  {
    method: 'GET',
    pattern: /^\/ing\/payments$/,
    handle: () => ({
      status: 200,
      body: { items: [...world.state.payments.values()].map((payment) => view(world, payment)) },
    }),
  },
  {
    method: 'POST',
    pattern: /^\/ing\/payments\/([^/]+)\/(authorise|reject)$/,
    handle: ({ params, body }) => decide(world, params[0] ?? '', params[1] ?? '', body['account']),
  },
]

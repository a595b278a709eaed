import type { BankAnswer } from '../../http/bank-handler.ts'
import type { IngAccount } from '../ais/ing-account.ts'
import { htmlAnswer, redirectAnswer } from '../answers.ts'
import { paymentPage } from '../pages/payment-pages.ts'
import { refuse } from '../refusal.ts'
import type { IngCall, Route } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { decidePayment } from './decide-payment.ts'
import type { Payment } from './payment.ts'
import { debtorOf } from './settle-payments.ts'

const requirePayment = (world: IngWorld, id: string): Payment =>
  world.state.payments.get(id) ??
  refuse({ row: 70, status: 404, text: 'The payment is unknown', reason: 'No such payment', received: id })

const payersIn = (world: IngWorld, country: string): readonly IngAccount[] => {
  const inCountry = world.state.profiles.filter((profile) => profile.country === country)
  const profiles = inCountry.length > 0 ? inCountry : world.state.profiles
  return profiles.flatMap(({ accounts }) => accounts.filter(({ kind }) => kind === 'account'))
}

const show = (world: IngWorld, { params }: IngCall): BankAnswer => {
  const payment = requirePayment(world, params[0] ?? '')
  const accounts = debtorOf(world, payment) ? [] : payersIn(world, params[1] ?? '')
  return htmlAnswer(200, paymentPage(payment, accounts))
}

/** Nothing is appended to the address that the TPP gave: it asks the bank for the outcome. */
const decide = (world: IngWorld, { params, request }: IngCall): BankAnswer => {
  const payment = requirePayment(world, params[0] ?? '')
  const form = new URLSearchParams(request.body.toString('utf8'))
  const account = world.state.accounts.get(form.get('account') ?? '')
  const kind = form.get('action') === 'authorise' ? 'authorised' : 'rejected'
  decidePayment(world, payment, { kind, ...(account ? { accountId: account.resourceId } : {}) })
  return redirectAnswer(payment.redirectUri)
}

const PATTERN = /^\/payment-initiation\/([^/]+)(?:\/([^/]*))?\/?$/

export const paymentPageRoutes = (world: IngWorld): readonly Route[] => [
  { method: 'GET', pattern: PATTERN, produces: 'text/html', open: 'browser', handle: (call) => show(world, call) },
  { method: 'POST', pattern: PATTERN, produces: 'text/html', open: 'browser', handle: (call) => decide(world, call) },
]

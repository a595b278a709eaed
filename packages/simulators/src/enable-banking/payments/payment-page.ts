import type { BankAnswer } from '../../http/bank-handler.ts'
import { htmlAnswer, redirectAnswer } from '../../ing/answers.ts'
import { escapeHtml, page } from '../../ing/pages/layout.ts'
import { refuse } from '../refusal.ts'
import type { PageCall } from '../route.ts'
import type { EnableBankingWorld } from '../world.ts'
import type { Payment } from './payment.ts'

const withQuery = (uri: string, query: string): string => `${uri}${uri.includes('?') ? '&' : '?'}${query}`

/** Check 58: a payment that waits for the customer. */
export const findOpenPayment = (world: EnableBankingWorld, pageId: string | null): Payment => {
  const payment = [...world.state.payments.values()].find((each) => each.pageId === pageId)
  if (payment === undefined) return refuse({ row: 58, status: 404, reason: 'No such payment' })
  if (payment.decision !== undefined) return refuse({ row: 58, status: 400, reason: 'The payment is already decided' })
  return payment
}

/** What the customer did; the answer is where the browser goes. */
export const decidePayment = (payment: Payment, kind: 'approved' | 'rejected' | 'cancelled', now: number): string => {
  payment.decision = { kind, at: now }
  const { redirectUrl, state } = payment.login
  const way = `state=${encodeURIComponent(state)}`
  if (kind !== 'cancelled') return withQuery(redirectUrl, way)
  return withQuery(redirectUrl, `error=access_denied&error_description=Cancelled&${way}`)
}

const lines = ({ transactions }: Payment): string =>
  transactions
    .map(({ transfer }) => {
      const { amount, currency } = transfer['instructed_amount'] as { amount: string; currency: string }
      return `<li>${escapeHtml(`${amount} ${currency}`)}</li>`
    })
    .join('')

/** GET and POST of the page where the customer signs. */
export const paymentPage =
  (world: EnableBankingWorld) =>
  ({ request, query, now }: PageCall): BankAnswer => {
    const payment = findOpenPayment(world, query.get('paymentid'))
    if (request.method === 'GET' && !world.state.modes.autoApprove) {
      const form = `<p>Payment at ${escapeHtml(payment.aspsp.name)}</p><ul>${lines(payment)}</ul>
<form method="post"><p><button class="main" type="submit" name="action" value="sign">Sign</button>
<button type="submit" name="action" value="cancel">Cancel</button></p></form>`
      return htmlAnswer(200, page('Sign a payment', form))
    }
    const action = new URLSearchParams(request.body.toString('utf8')).get('action')
    return redirectAnswer(decidePayment(payment, action === 'cancel' ? 'cancelled' : 'approved', now))
  }

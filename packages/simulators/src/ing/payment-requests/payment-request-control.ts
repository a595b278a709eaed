import type { ControlRoute } from '../../http/bank-handler.ts'
import { ibanFrom } from '../ais/country-iban.ts'
import type { IngWorld } from '../world.ts'
import { type PaymentRequest, statusOfRequest } from './payment-request.ts'

const centsOf = ({ fields }: PaymentRequest): bigint => {
  const { fixedAmount, variableAmount } = fields as {
    fixedAmount?: { readonly value: number }
    variableAmount?: { readonly suggestedValue: number }
  }
  const value = fixedAmount?.value ?? variableAmount?.suggestedValue ?? 0
  // At most two decimals were let in, so this is the text that the merchant sent, filled up.
  return BigInt(value.toFixed(2).replace('.', ''))
}

/** `POST /ing/payment-requests/{id}/pay`: a customer pays what the merchant asked for. */
export const paymentRequestControl = (world: IngWorld): ControlRoute => ({
  method: 'POST',
  pattern: /^\/ing\/payment-requests\/([^/]+)\/pay$/,
  handle: ({ params }) => {
    const request = world.state.paymentRequests.get(params[0] ?? '')
    if (!request) return { status: 404, body: { error: 'No such payment request' } }
    const now = world.now()
    if (statusOfRequest(request, now) !== 'open') return { status: 409, body: { error: 'The request is not open' } }
    const transactionId = world.uuid()
    const debtor = { name: 'J. Jansen', iban: ibanFrom('NL', 'payer of payment requests'), bic: 'INGBNL2A' }
    request.payments.push({ transactionId, executed: new Date(now).toISOString(), cents: centsOf(request), debtor })
    return { status: 200, body: { transactionId, status: statusOfRequest(request, now) } }
  },
})

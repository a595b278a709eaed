import type { BankAnswer } from '../../http/bank-handler.ts'
import { requireConsent, requireRequestId } from '../ais/account-access.ts'
import { fractionDigits } from '../ais/amount-text.ts'
import { jsonAnswer } from '../answers.ts'
import { parseJson } from '../parse-json.ts'
import { formatError, isJson, matching, object, text } from '../pis/fields.ts'
import { refuse } from '../refusal.ts'
import type { Route, TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'

const currency = matching(/^[A-Z]{3}$/, 'a currency code')

const shape = object(
  {
    account: object({ iban: matching(/^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$/, 'an IBAN') }, { currency }),
    instructedAmount: object({ amount: matching(/^[0-9]{1,14}(\.[0-9]{1,3})?$/, 'a decimal text'), currency }),
  },
  { payee: text(70), cardNumber: text(35) },
)

const parse = (body: Buffer): unknown => {
  const reading = parseJson(body)
  return 'problem' in reading ? formatError(63, 'body', reading.problem) : reading.value
}

const minorUnits = (amount: string, name: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  const digits = fractionDigits(name)
  if (fraction.length > digits) formatError(64, 'instructedAmount.amount', `${name} has ${digits} fraction digits`)
  return BigInt(`${whole}${fraction.padEnd(digits, '0')}`)
}

const confirm =
  (world: IngWorld) =>
  (call: TokenCall): BankAnswer => {
    requireRequestId(world, call)
    const consent = requireConsent(world, call)
    const json = parse(call.request.body)
    shape(json, '')
    const { account, instructedAmount } = (isJson(json) ? json : {}) as {
      account: { iban: string }
      instructedAmount: { amount: string; currency: string }
    }
    const found = consent.accountIds
      .flatMap((id) => world.state.accounts.get(id) ?? [])
      .find(({ iban }) => iban === account.iban)
    const ledger = found?.ledgers.find((each) => each.currency === instructedAmount.currency)
    if (!ledger) {
      const reason = 'The account is unknown, not consented to, or has no such currency'
      return refuse({ row: 52, status: 404, text: 'Not Found or Unauthorised', code: 'RESOURCE_UNKNOWN', reason })
    }
    const amount = minorUnits(instructedAmount.amount, instructedAmount.currency)
    return jsonAnswer(200, { fundsAvailable: ledger.totals(call.now).expected >= amount })
  }

/**
 * Confirmation of funds in the shape of the Berlin Group's framework. No document of ING's describes the resource: an
 * assumption, not a fact.
 */
export const cafRoutes = (world: IngWorld): readonly Route[] => [
  {
    method: 'POST',
    pattern: /^\/v1\/funds-confirmations$/,
    consumes: ['application/json'],
    token: { subject: 'customer', scheme: 'http', scopes: ['payment-accounts:funds-availability:confirm'] },
    handle: confirm(world),
  },
]

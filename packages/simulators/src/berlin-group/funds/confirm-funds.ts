import type { BankAnswer } from '../../http/bank-handler.ts'
import type { BankAccount } from '../accounts/bank-account.ts'
import { jsonAnswer } from '../answers.ts'
import { accountReference, type Members, objectField, readJson, requireKnown, textField } from '../checks/fields.ts'
import { requireToken } from '../checks/token-checks.ts'
import { statusOf } from '../consents/consent-routes.ts'
import { formatError, refuse } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import type { BerlinGroupWorld } from '../world.ts'

export const numberOf = ({ iban, bban, maskedPan, pan }: Members): string => String(iban ?? maskedPan ?? pan ?? bban)

interface Question {
  readonly number: string
  readonly card: unknown
  readonly currency: string
  readonly minor: bigint
}

/** Check 46: the fields of the body. */
const readQuestion = (call: ApiCall): Question => {
  const body = readJson(call.request)
  requireKnown(body, ['account', 'instructedAmount', 'cardNumber', 'payee'], '')
  textField(body['cardNumber'], { row: 46, path: 'cardNumber' }, { max: 35 })
  textField(body['payee'], { row: 46, path: 'payee' }, { max: 70 })
  const number = numberOf(accountReference(body['account'], { row: 46, path: 'account' }))
  const money = objectField(body['instructedAmount'], { row: 46, path: 'instructedAmount' })
  requireKnown(money, ['currency', 'amount'], 'instructedAmount')
  const field = (name: string, pattern: RegExp): string => {
    const form = { row: 46, path: `instructedAmount.${name}`, required: true }
    return textField(money[name], form, { pattern }) ?? ''
  }
  const currency = field('currency', /^[A-Z]{3}$/)
  const amount = field('amount', /^\d{1,14}(\.\d{1,2})?$/)
  if (/^[0.]*$/.test(amount)) formatError(46, 'instructedAmount.amount', 'The amount must be positive')
  const [whole = '0', fraction = ''] = amount.split('.')
  return { number, card: body['cardNumber'], currency, minor: BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0')) }
}

const notAgreed = (): never =>
  refuse({
    row: 46,
    status: 400,
    code: 'NO_PIIS_ACTIVATION',
    reason: 'The customer has not agreed to confirmations for this account',
  })

/** Checks 24 and 46: a valid consent of the customer for this account, and its card. */
const consentedAccount = (world: BerlinGroupWorld, call: ApiCall, { number, card }: Question): BankAccount => {
  const id = call.request.header('consent-id') ?? ''
  requireToken(world, call, `PIIS:${id}`)
  const consent = world.state.consents.get(id)
  const isTheirs = consent?.kind === 'funds' && consent.tpp === call.tpp.id && consent.bank === call.profile.id
  if (!isTheirs || statusOf(world, consent, call.now) !== 'valid') return notAgreed()
  if (!consent.rights.accounts.includes(number)) return notAgreed()
  if (card !== undefined && card !== consent.access['cardNumber']) {
    const reason = 'The card is not that of the consent'
    refuse({ row: 46, status: 400, code: 'CARD_INVALID', path: 'cardNumber', reason })
  }
  const account = [...consent.accounts.values()].find(({ iban, maskedPan }) => number === iban || number === maskedPan)
  return account ?? formatError(46, 'account', 'The account is not there any more')
}

/** Where customers agree outside the API, all of the bank's have. */
const agreedAccount = (world: BerlinGroupWorld, call: ApiCall, { number }: Question): BankAccount => {
  if (call.request.header('consent-id') !== undefined)
    return formatError(25, 'Consent-ID', 'This bank has no consents to confirmations of funds')
  const known = world.customersOf(call.profile).flatMap(({ accounts }) => accounts)
  return known.find(({ iban }) => iban === number) ?? notAgreed()
}

/** POST /funds-confirmations: yes or no, never a balance. */
export const confirmFunds =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const question = readQuestion(call)
    const account =
      call.profile.funds === 'agreed' ? agreedAccount(world, call, question) : consentedAccount(world, call, question)
    if (account.currency !== question.currency)
      return formatError(46, 'instructedAmount.currency', 'The account has another currency')
    return jsonAnswer(call.request, 200, { fundsAvailable: account.ledger.totals(call.now).expected >= question.minor })
  }

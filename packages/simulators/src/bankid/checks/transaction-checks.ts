import { invalidParameters } from '../answers.ts'
import { isObject, type JsonObject } from '../strict-json.ts'
import { currencies } from './currencies.ts'
import { describe, type FieldCheck, show, strangers } from './field-check.ts'

const transactionMembers = ['transactionType', 'recipient', 'money', 'riskWarning'] as const

const riskFlags = [
  'newCard',
  'newCustomer',
  'newRecipient',
  'highRiskRecipient',
  'largeAmount',
  'foreignCurrency',
  'cryptoCurrencyPurchase',
  'moneyTransfer',
  'overseasTransaction',
  'recurringPayment',
  'suspiciousPaymentPattern',
  'other',
] as const

const transactionOf = (body: JsonObject): JsonObject => {
  const value = body['userVisibleTransaction']
  return isObject(value) ? value : {}
}

/** A14. An unknown member is as wrong as a missing transaction. */
export const transactionIsObject: FieldCheck = ({ body, settings }) => {
  const value = body['userVisibleTransaction']
  const expected = 'an object with transactionType and recipient'
  if (!isObject(value)) {
    const reason = 'userVisibleTransaction is not an object'
    return invalidParameters('A14', 'Invalid request', { reason, expected, received: describe(value) })
  }
  const unknown = strangers(value, transactionMembers)
  if (unknown.length > 0 && !settings.lenientProperties) {
    const reason = `userVisibleTransaction has no member ${unknown.join(', ')}`
    return invalidParameters('A14', 'Invalid request', { reason, expected, received: unknown.join(', ') })
  }
  const warning = value['riskWarning']
  if (warning === undefined || typeof warning === 'string') return undefined
  const reason = 'riskWarning is not a string'
  return invalidParameters('A14', 'Invalid request', { reason, expected: 'a string', received: describe(warning) })
}

/** A15. */
export const transactionTypeIsKnown: FieldCheck = ({ body }) => {
  const value = transactionOf(body)['transactionType']
  if (value === 'card' || value === 'npa') return undefined
  return invalidParameters('A15', 'transactionType is not a valid transaction type', {
    reason: 'transactionType is neither card nor npa',
    expected: 'card or npa',
    received: show(value),
  })
}

/** A16. */
export const recipientHasName: FieldCheck = ({ body }) => {
  const recipient = transactionOf(body)['recipient']
  const name = isObject(recipient) ? recipient['name'] : undefined
  if (typeof name === 'string' && name !== '' && [...name].length <= 40) return undefined
  return invalidParameters('A16', 'Recipient name is invalid', {
    reason: 'recipient.name is missing, empty or too long',
    expected: '1 to 40 characters',
    received: describe(name),
  })
}

const amount = /^\d+(,\d+)?$/

/** A17: a decimal comma, never a point; no money at all for `npa`. */
export const moneyIsLegal: FieldCheck = ({ body }) => {
  const transaction = transactionOf(body)
  const money = transaction['money']
  if (money === undefined) return undefined
  const legal =
    transaction['transactionType'] === 'card' &&
    isObject(money) &&
    typeof money['amount'] === 'string' &&
    money['amount'].length <= 48 &&
    amount.test(money['amount']) &&
    typeof money['currency'] === 'string' &&
    currencies.has(money['currency'])
  if (legal) return undefined
  return invalidParameters('A17', 'money has invalid amount or currency', {
    reason: transaction['transactionType'] === 'card' ? 'money is not legal' : 'npa takes no money',
    expected: 'amount with digits and at most one comma (48 characters at most), currency of ISO 4217; card only',
    received: show(money),
  })
}

/** A18. */
export const riskFlagsAreKnown: FieldCheck = ({ body }) => {
  const value = body['riskFlags']
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((flag) => riskFlags.some((known) => known === flag))) return undefined
  return invalidParameters('A18', 'Invalid request', {
    reason: 'riskFlags is not an array of the known values',
    expected: riskFlags.join(', '),
    received: show(value),
  })
}

/** The rows on the transaction; the requirement is judged after them. */
export const transactionChecks: readonly FieldCheck[] = [
  transactionIsObject,
  transactionTypeIsKnown,
  recipientHasName,
  moneyIsLegal,
  riskFlagsAreKnown,
]

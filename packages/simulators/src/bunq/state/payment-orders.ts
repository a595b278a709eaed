import { type Amount, must, readAmount, readInteger, readObjects, readPointer, readText } from '../http/body.ts'
import {
  amountField,
  type Fields,
  type JsonObject,
  list,
  matching,
  object,
  pointerField,
  required,
  text,
} from '../http/fields.ts'
import { notFound, refusal } from '../http/refusal.ts'
import { fromMinorUnits } from '../wire/amount.ts'
import { wireDate } from '../wire/timestamp.ts'
import type { BunqState } from './bunq-state.ts'
import { findUser, receivingAccount, resolveCounterparty } from './counterparties.ts'
import type { Account, ApiKey, Payment } from './entities.ts'
import { normaliseIban } from './iban.ts'
import { type Counterparty, move } from './ledger.ts'
import type { PaymentOrder } from './payment-order.ts'

export const paymentFields: Fields = {
  amount: required(amountField),
  counterparty_alias: required(pointerField),
  description: required(text()),
  attachment: list(object({ id: required({ type: 'integer' }) })),
  merchant_reference: matching(/^[\s\S]{0,35}$/),
  allow_bunqto: { type: 'boolean' },
}

export const readOrder = (body: JsonObject): PaymentOrder => ({
  amount: must(readAmount(body, 'amount')),
  pointer: must(readPointer(body, 'counterparty_alias')),
  description: must(readText(body, 'description')),
  merchantReference: readText(body, 'merchant_reference'),
  attachmentIds: readObjects(body, 'attachment').map((item) => must(readInteger(item, 'id'))),
})

const isUnlimited = (state: BunqState, account: Account): boolean =>
  account.ownerIds.some((id) => state.users.get(id)?.system === true)

const isOwn = (account: Account, other: Account): boolean => other.ownerIds.some((id) => account.ownerIds.includes(id))

/** What left the account today (UTC) for other people. */
const spentToday = (state: BunqState, account: Account): bigint => {
  const midnight = Date.parse(wireDate(state.now()))
  let spent = 0n
  for (let index = account.payments.length - 1; index >= 0; index--) {
    const payment = account.payments.at(index)
    if (payment === undefined || payment.created < midnight) break
    const receiver = payment.party.accountId === undefined ? undefined : state.accounts.get(payment.party.accountId)
    if (payment.amount < 0n && !(receiver !== undefined && isOwn(account, receiver))) spent -= payment.amount
  }
  return spent
}

/** The account that an order would reach inside the bank, without judging the rest of the order. */
const reached = (state: BunqState, order: PaymentOrder): Account | undefined => {
  if (order.pointer.type === 'IBAN') return state.accountsByIban.get(normaliseIban(order.pointer.value))
  const user = findUser(state, order.pointer)
  return user && receivingAccount(state, user, order.amount.currency)
}

/** Row 42: an OAuth connection pays between accounts of its own user only. */
export const checkOwnAccountsOnly = (
  state: BunqState,
  key: ApiKey,
  account: Account,
  orders: readonly PaymentOrder[],
): void => {
  if (key.kind === 'user') return
  for (const order of orders) {
    const other = reached(state, order)
    if (other !== undefined && isOwn(account, other)) continue
    throw refusal(42, 403, 'Insufficient authorisation.', 'an OAuth session may pay only between accounts of its user')
  }
}

const short = (reason: string, most: bigint, asked: bigint) =>
  refusal(28, 400, 'Insufficient balance.', reason, {
    expected: `at most ${fromMinorUnits(most)}`,
    received: fromMinorUnits(asked),
  })

/** Row 28 for money that leaves at once, to any receiver. */
export const checkAffordable = (state: BunqState, account: Account, amount: bigint): void => {
  const available = account.balance + account.overdraft
  if (!isUnlimited(state, account) && amount > available) throw short('the account holds less', available, amount)
}

const checkBalance = (state: BunqState, account: Account, orders: readonly PaymentOrder[]): void => {
  if (isUnlimited(state, account)) return
  const total = orders.reduce((sum, order) => sum + order.amount.value, 0n)
  checkAffordable(state, account, total)
  const foreign = orders.filter((order) => {
    const other = reached(state, order)
    return other === undefined || !isOwn(account, other)
  })
  const leaving = foreign.reduce((sum, order) => sum + order.amount.value, 0n)
  const left = account.dailyLimit - spentToday(state, account)
  if (leaving > 0n && leaving > left) throw short('the daily limit of the account is lower', left, leaving)
}

const EXTERNAL_DESCRIPTION = 140
export const INTERNAL_DESCRIPTION = 9000

const checkDescription = (order: PaymentOrder, counterparty: Counterparty): void => {
  const most = 'outside' in counterparty ? EXTERNAL_DESCRIPTION : INTERNAL_DESCRIPTION
  const length = [...order.description].length
  if (length > most) {
    throw refusal(31, 400, 'Description is too long.', 'the description is too long for this counterparty', {
      expected: `at most ${most}`,
      received: String(length),
    })
  }
}

const checkAttachments = (state: BunqState, account: Account, order: PaymentOrder): void => {
  for (const id of order.attachmentIds) {
    const known = state.records.files.some((file) => file.id === id && file.accountId === account.id)
    if (!known) throw notFound('Attachment', id)
  }
}

/** Row 32. Views of other banks' accounts cannot pay. */
export const checkActive = (account: Account): void => {
  const blocked = account.status !== 'ACTIVE' || account.kind.startsWith('MonetaryAccountExternal')
  if (!blocked) return
  throw refusal(32, 400, 'Monetary account is not active.', 'the account cannot send money', {
    expected: 'ACTIVE',
    received: `${account.status} ${account.subStatus}`,
  })
}

export const checkPositive = (amount: Amount): void => {
  if (amount.value > 0n) return
  throw refusal(27, 400, 'Amount must be greater than zero.', 'the amount is zero or negative', {
    received: fromMinorUnits(amount.value),
  })
}

export const checkCurrency = (account: Account, currency: string): void => {
  if (account.currency === currency) return
  throw refusal(29, 400, 'Currency does not match the account.', 'the account is held in another currency', {
    expected: account.currency,
    received: currency,
  })
}

/** Rows 27-32 over one or more orders that are paid together; gives the counterparty of each. */
export const judgeOrders = (
  state: BunqState,
  account: Account,
  orders: readonly PaymentOrder[],
): readonly (readonly [PaymentOrder, Counterparty])[] => {
  for (const order of orders) checkPositive(order.amount)
  checkBalance(state, account, orders)
  for (const order of orders) checkCurrency(account, order.amount.currency)
  const judged = orders.map((order) => {
    const counterparty = resolveCounterparty(state, order.pointer, order.amount.currency)
    if ('account' in counterparty) {
      checkCurrency(counterparty.account, order.amount.currency)
      if (counterparty.account.id === account.id) {
        throw refusal(30, 400, 'Invalid counterparty alias.', 'payer and payee are the same account')
      }
    }
    checkDescription(order, counterparty)
    checkAttachments(state, account, order)
    return [order, counterparty] as const
  })
  checkActive(account)
  return judged
}

/** Judges all orders, then moves all the money: either every order is paid or none. */
export const payOrders = (
  state: BunqState,
  account: Account,
  orders: readonly PaymentOrder[],
  origin: { readonly batchId?: number; readonly scheduledId?: number } = {},
): readonly Payment[] =>
  judgeOrders(state, account, orders).map(([order, counterparty]) =>
    move(state, {
      account,
      counterparty,
      amount: order.amount.value,
      description: order.description,
      merchantReference: order.merchantReference,
      attachmentIds: order.attachmentIds,
      ...origin,
    }),
  )

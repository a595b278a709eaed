import { must, readAmount, readInteger, readObjects, readText } from '../http/body.ts'
import { amountField, list, matching, object, required, text } from '../http/fields.ts'
import { invalidField, notFound } from '../http/refusal.ts'
import { findHere, listReply, ofAccount } from '../http/replies.ts'
import type { Reply, Route, SessionCall } from '../http/route.ts'
import { occur } from '../state/bunq-state.ts'
import type { Card } from '../state/records.ts'
import { cardActionWire, cardWire } from '../wire/card-wire.ts'
import { paymentWire } from '../wire/payment-wire.ts'

const cardsOf = ({ state, user }: SessionCall): readonly Card[] =>
  state.records.cards.filter(({ userId }) => userId === user.id)

const find = (call: SessionCall): Card => findHere(call, cardsOf(call), 'Card')

const ownAccount = (call: SessionCall, id: number): number => {
  if (!call.user.accountIds.includes(id)) throw notFound('Monetary account', id)
  return id
}

/** Limits, status, countries and the account behind the card. A PIN would have to be encrypted, and is refused. */
const change = (call: SessionCall): Reply => {
  const { body, state } = call
  const card = find(call)
  const limit = readAmount(body, 'card_limit')
  const limitAtm = readAmount(body, 'card_limit_atm')
  if ((limit?.value ?? 0n) < 0n) throw invalidField('card_limit', 'the limit is negative')
  if ((limitAtm?.value ?? 0n) < 0n) throw invalidField('card_limit_atm', 'the limit is negative')
  const [number] = readObjects(body, 'primary_account_numbers')
  const accountId = number === undefined ? undefined : readInteger(number, 'monetary_account_id')
  const fallback = readInteger(body, 'monetary_account_id_fallback')
  if (accountId !== undefined) card.accountId = ownAccount(call, accountId)
  if (fallback !== undefined) card.fallbackAccountId = ownAccount(call, fallback)
  card.limit = limit?.value ?? card.limit
  card.limitAtm = limitAtm?.value ?? card.limitAtm
  card.status = readText(body, 'status') ?? card.status
  card.orderStatus = readText(body, 'order_status') ?? card.orderStatus
  card.secondLine = readText(body, 'second_line') ?? card.secondLine
  if (Array.isArray(body['country_permission'])) {
    card.countries = readObjects(body, 'country_permission').map((entry) => ({
      country: must(readText(entry, 'country')),
      expiryTime: readText(entry, 'expiry_time') ?? null,
    }))
  }
  card.updated = state.now()
  occur(state, {
    action: 'UPDATE',
    userId: card.userId,
    accountId: card.accountId,
    objectType: 'CardDebit',
    objectId: card.id,
    notices: [['CARD', 'CARD_UPDATED']],
    wire: () => cardWire(state, card),
  })
  return { objects: [cardWire(state, card, 'Card')] }
}

const actions = 'user/{user}/monetary-account/{account}/mastercard-action'

const findAction = (call: SessionCall, part: string) =>
  findHere(call, ofAccount(call, call.state.records.cardActions), 'Mastercard action', part)

const statuses = ['ACTIVE', 'DEACTIVATED', 'LOST', 'STOLEN', 'CANCELLED', 'EXPIRED', 'PIN_TRIES_EXCEEDED']

export const cardRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'user/{user}/card',
    token: 'session',
    handle: (call) => listReply(call, cardsOf(call), (card) => cardWire(call.state, card)),
  },
  {
    method: 'GET',
    path: 'user/{user}/card/{id}',
    token: 'session',
    handle: (call) => ({ objects: [cardWire(call.state, find(call))] }),
  },
  {
    method: 'PUT',
    path: 'user/{user}/card/{id}',
    token: 'session',
    fields: {
      card_limit: amountField,
      card_limit_atm: amountField,
      status: text(statuses),
      order_status: text(),
      country_permission: list(object({ country: required(matching(/^[A-Z]{2}$/)), expiry_time: text() })),
      primary_account_numbers: list(
        object({
          id: { type: 'integer' },
          description: text(),
          status: text(),
          monetary_account_id: { type: 'integer' },
        }),
      ),
      monetary_account_id_fallback: { type: 'integer' },
      second_line: text(),
      preferred_name_on_card: text(),
      cancellation_reason: text(),
    },
    handle: change,
  },
  {
    method: 'GET',
    path: 'user/{user}/card-name',
    token: 'session',
    handle: ({ user }) => ({
      objects: [{ CardUserNameArray: { possible_card_name_array: [user.displayName, user.legalName] } }],
    }),
  },
  {
    method: 'GET',
    path: actions,
    token: 'session',
    handle: (call) =>
      listReply(call, ofAccount(call, call.state.records.cardActions), (action) => cardActionWire(call.state, action)),
  },
  {
    method: 'GET',
    path: `${actions}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [cardActionWire(call.state, findAction(call, 'id'))] }),
  },
  {
    method: 'GET',
    path: `${actions}/{action}/payment`,
    token: 'session',
    handle: (call) => {
      const { paymentId } = findAction(call, 'action')
      const payments = call.account.payments.filter(({ id }) => id === paymentId)
      return listReply(call, payments, (payment) => paymentWire(call.state, call.account, payment))
    },
  },
]

import { must, readInteger, readObject, readObjects, readText } from '../http/body.ts'
import { type Fields, list, object, required, text } from '../http/fields.ts'
import { invalidField, refusal } from '../http/refusal.ts'
import { findHere, listReply, ofAccount } from '../http/replies.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import { payBatch } from '../state/batches.ts'
import { occur } from '../state/bunq-state.ts'
import { resolveCounterparty } from '../state/counterparties.ts'
import { checkCurrency, checkPositive, paymentFields, payOrders, readOrder } from '../state/payment-orders.ts'
import type { Draft, DraftEntry } from '../state/records.ts'
import { addSchedule, readTerms, scheduleField } from '../state/schedules.ts'
import { draftWire } from '../wire/draft-wire.ts'
import { partyOfOrder } from '../wire/order-wire.ts'
import { parseTimestamp, wireTimestamp } from '../wire/timestamp.ts'

const MOST_ENTRIES = 350

const refused = (text: string, reason: string) => refusal(33, 400, text, reason)

const readEntries = ({ state, account, body }: SessionCall): readonly DraftEntry[] => {
  const orders = readObjects(body, 'entries').map(readOrder)
  if (orders.length === 0 || orders.length > MOST_ENTRIES) {
    throw refused(`A draft payment must have 1 to ${MOST_ENTRIES} entries.`, `the draft has ${orders.length} entries`)
  }
  for (const { amount } of orders) checkPositive(amount)
  for (const { amount } of orders) checkCurrency(account, amount.currency)
  for (const { amount, pointer } of orders) resolveCounterparty(state, pointer, amount.currency)
  return orders.map((order) => ({ id: state.nextId(), order, party: partyOfOrder(state, order) }))
}

const announce = ({ state, account }: SessionCall, draft: Draft, word: string): void => {
  for (const userId of account.ownerIds) {
    occur(state, {
      action: word === 'CREATED' ? 'CREATE' : 'UPDATE',
      userId,
      accountId: account.id,
      objectType: 'DraftPayment',
      objectId: draft.id,
      notices: [['DRAFT_PAYMENT', `DRAFT_PAYMENT_${word}`]],
      wire: () => draftWire(state, draft),
    })
  }
}

const create = (call: SessionCall): Reply => {
  const { state, account, body } = call
  if (readInteger(body, 'number_of_required_accepts') !== 1) {
    throw refused('Number of required accepts must be 1.', 'more or less than one accept was asked for')
  }
  const entries = readEntries(call)
  const schedule = readObject(body, 'schedule')
  const at = state.now()
  const draft: Draft = {
    id: state.nextId(),
    created: at,
    updated: at,
    accountId: account.id,
    createdByUserId: call.user.id,
    entries,
    terms: schedule === undefined ? null : readTerms(schedule, at),
    status: 'PENDING',
    result: null,
  }
  state.records.drafts.push(draft)
  announce(call, draft, 'CREATED')
  return idReply(draft.id)
}

/** The holder's own key stands for the app: accepting pays, or begins the schedule. */
const accept = (call: SessionCall, draft: Draft, entries: readonly DraftEntry[]): void => {
  const { state, account } = call
  if (call.key.kind !== 'user') {
    throw refusal(42, 403, 'Insufficient authorisation.', 'only the account holder accepts a draft payment')
  }
  const orders = entries.map(({ order }) => order)
  const isBatch = orders.length > 1
  if (draft.terms !== null) {
    const terms = draft.terms
    draft.result = {
      type: 'Schedule',
      id: addSchedule(state, { account, userId: call.user.id, orders, isBatch, terms }).id,
    }
  } else if (isBatch) {
    draft.result = { type: 'PaymentBatch', id: payBatch(state, account, orders).id }
  } else {
    draft.result = { type: 'Payment', id: must(payOrders(state, account, orders)[0]).id }
  }
}

const find = (call: SessionCall): Draft => findHere(call, ofAccount(call, call.state.records.drafts), 'Draft payment')

const change = (call: SessionCall): Reply => {
  const { state, body } = call
  const draft = find(call)
  const cannot = (reason: string) => refused('Draft payment cannot be updated.', reason)
  if (draft.status !== 'PENDING') throw cannot(`the draft is ${draft.status}`)
  const previous = readText(body, 'previous_updated_timestamp')
  if (previous !== undefined) {
    const at = parseTimestamp(previous)
    if (at === undefined) throw invalidField('previous_updated_timestamp', 'not a time', previous)
    if (wireTimestamp(at) !== wireTimestamp(draft.updated)) throw cannot('the draft was changed after that time')
  }
  const status = (['ACCEPTED', 'CANCELLED', 'REJECTED'] as const).find((word) => word === readText(body, 'status'))
  const isReplaced = body['entries'] !== undefined && body['entries'] !== null
  const entries = isReplaced ? readEntries(call) : draft.entries
  // Refused, it changes nothing.
  if (status === 'ACCEPTED') accept(call, draft, entries)
  draft.entries = entries
  if (status !== undefined) draft.status = status
  draft.updated = state.now()
  announce(call, draft, status ?? 'UPDATED')
  return idReply(draft.id)
}

const entryFields: Fields = Object.fromEntries(
  Object.entries(paymentFields).filter(([name]) => name !== 'allow_bunqto'),
)

const path = 'user/{user}/monetary-account/{account}/draft-payment'

/** Payments that wait for the account holder's consent. */
export const draftRoutes: readonly Route[] = [
  {
    method: 'POST',
    path,
    token: 'session',
    fields: {
      entries: required(list(object(entryFields))),
      number_of_required_accepts: required({ type: 'integer' }),
      status: text(['PENDING']),
      previous_updated_timestamp: text(),
      schedule: scheduleField,
    },
    handle: create,
  },
  {
    method: 'GET',
    path,
    token: 'session',
    handle: (call) =>
      listReply(call, ofAccount(call, call.state.records.drafts), (draft) => draftWire(call.state, draft)),
  },
  {
    method: 'GET',
    path: `${path}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [draftWire(call.state, find(call))] }),
  },
  {
    method: 'PUT',
    path: `${path}/{id}`,
    token: 'session',
    signature: 'accepting',
    fields: {
      status: text(['ACCEPTED', 'CANCELLED', 'REJECTED', 'PENDING']),
      previous_updated_timestamp: text(),
      entries: list(object(entryFields)),
      number_of_required_accepts: { type: 'integer', min: 1, max: 1 },
    },
    handle: change,
  },
]

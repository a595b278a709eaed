import { must, readObject, readObjects, readText } from '../http/body.ts'
import { type Fields, list, object, required, text } from '../http/fields.ts'
import { invalidField, notFound } from '../http/refusal.ts'
import { findHere, listReply, ofAccount } from '../http/replies.ts'
import { emptyReply, idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import { resolveCounterparty } from '../state/counterparties.ts'
import type { PaymentOrder } from '../state/payment-order.ts'
import {
  checkCurrency,
  checkOwnAccountsOnly,
  checkPositive,
  paymentFields,
  readOrder,
} from '../state/payment-orders.ts'
import type { Schedule } from '../state/records.ts'
import { addSchedule, cancelSchedule, changeSchedule, readTerms, scheduleField } from '../state/schedules.ts'
import { scheduledWire, scheduleInstanceWire, scheduleWire } from '../wire/schedule-wire.ts'

const { allow_bunqto: _, ...orderFields } = paymentFields

/** What is judged when a schedule is made; the balance is judged when it runs. */
const readOrders = ({ state, account, key, body }: SessionCall, isBatch: boolean): readonly PaymentOrder[] => {
  const bodies = isBatch ? readObjects(body, 'payments') : [must(readObject(body, 'payment'))]
  if (bodies.length === 0) throw invalidField('payments', 'a batch holds at least one payment')
  const orders = bodies.map(readOrder)
  checkOwnAccountsOnly(state, key, account, orders)
  for (const { amount, pointer } of orders) {
    checkPositive(amount)
    checkCurrency(account, amount.currency)
    resolveCounterparty(state, pointer, amount.currency)
  }
  return orders
}

const schedulesOf = (call: SessionCall, isBatch: boolean): readonly Schedule[] =>
  ofAccount(call, call.state.records.schedules).filter((schedule) => schedule.isBatch === isBatch)

const find = (call: SessionCall, isBatch: boolean): Schedule =>
  findHere(call, schedulesOf(call, isBatch), isBatch ? 'Schedule payment batch' : 'Schedule payment')

const demandActive = (schedule: Schedule): void => {
  if (schedule.status !== 'ACTIVE') throw invalidField('status', 'the schedule is over', schedule.status)
}

const create =
  (isBatch: boolean) =>
  (call: SessionCall): Reply => {
    const orders = readOrders(call, isBatch)
    const purpose = readText(call.body, 'purpose')
    const schedule = addSchedule(call.state, {
      account: call.account,
      userId: call.user.id,
      orders,
      isBatch,
      terms: readTerms(must(readObject(call.body, 'schedule')), call.state.now()),
      ...(purpose === undefined ? {} : { purpose }),
    })
    return idReply(schedule.id)
  }

const change =
  (isBatch: boolean) =>
  (call: SessionCall): Reply => {
    const schedule = find(call, isBatch)
    demandActive(schedule)
    const terms = readObject(call.body, 'schedule')
    const given = isBatch ? call.body['payments'] : call.body['payment']
    changeSchedule(call.state, schedule, {
      orders: given === undefined || given === null ? schedule.orders : readOrders(call, isBatch),
      terms: terms === undefined ? schedule.terms : readTerms(terms, call.state.now()),
    })
    return { objects: [scheduledWire(call.state, schedule)] }
  }

const cancel =
  (isBatch: boolean) =>
  (call: SessionCall): Reply => {
    const schedule = find(call, isBatch)
    demandActive(schedule)
    cancelSchedule(call.state, schedule)
    return emptyReply
  }

const account = 'user/{user}/monetary-account/{account}'

const scheduledRoutes = (isBatch: boolean): readonly Route[] => {
  const path = `${account}/schedule-payment${isBatch ? '-batch' : ''}`
  const subject: Fields = isBatch
    ? { payments: list(object(orderFields)), schedule: scheduleField }
    : { payment: object(orderFields), schedule: scheduleField, purpose: text() }
  const all: Fields = Object.fromEntries(
    Object.entries(subject).map(([name, field]) => [name, name === 'purpose' ? field : required(field)]),
  )
  return [
    { method: 'POST', path, token: 'session', signature: 'required', fields: all, handle: create(isBatch) },
    {
      method: 'GET',
      path,
      token: 'session',
      handle: (call) => listReply(call, schedulesOf(call, isBatch), (schedule) => scheduledWire(call.state, schedule)),
    },
    {
      method: 'GET',
      path: `${path}/{id}`,
      token: 'session',
      handle: (call) => ({ objects: [scheduledWire(call.state, find(call, isBatch))] }),
    },
    { method: 'PUT', path: `${path}/{id}`, token: 'session', fields: subject, handle: change(isBatch) },
    { method: 'DELETE', path: `${path}/{id}`, token: 'session', handle: cancel(isBatch) },
  ]
}

/** Plain schedules go by their own id, not by that of the scheduled payment. */
const plain = (call: SessionCall, part: string): Schedule => {
  const found = ofAccount(call, call.state.records.schedules).find(({ scheduleId }) => scheduleId === call.id(part))
  if (found === undefined) throw notFound('Schedule', call.id(part))
  return found
}

const listPlain = (call: SessionCall, schedules: readonly Schedule[]): Reply =>
  listReply(
    call,
    schedules.map((schedule) => ({ id: schedule.scheduleId, schedule })),
    ({ schedule }) => scheduleWire(call.state, schedule),
  )

export const scheduleRoutes: readonly Route[] = [
  ...scheduledRoutes(false),
  ...scheduledRoutes(true),
  {
    method: 'GET',
    path: `${account}/schedule`,
    token: 'session',
    handle: (call) => listPlain(call, ofAccount(call, call.state.records.schedules)),
  },
  {
    method: 'GET',
    path: 'user/{user}/schedule',
    token: 'session',
    handle: (call) =>
      listPlain(
        call,
        call.state.records.schedules.filter(({ accountId }) => call.user.accountIds.includes(accountId)),
      ),
  },
  {
    method: 'GET',
    path: `${account}/schedule/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [scheduleWire(call.state, plain(call, 'id'))] }),
  },
  {
    method: 'GET',
    path: `${account}/schedule/{schedule}/schedule-instance`,
    token: 'session',
    handle: (call) => {
      const schedule = plain(call, 'schedule')
      return listReply(call, schedule.instances, (instance) => scheduleInstanceWire(call.state, schedule, instance))
    },
  },
  {
    method: 'GET',
    path: `${account}/schedule/{schedule}/schedule-instance/{id}`,
    token: 'session',
    handle: (call) => {
      const schedule = plain(call, 'schedule')
      const instance = findHere(call, schedule.instances, 'Schedule instance')
      return { objects: [scheduleInstanceWire(call.state, schedule, instance)] }
    },
  },
]

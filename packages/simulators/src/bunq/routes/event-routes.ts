import type { EpochMs } from '../../clock/simulated-clock.ts'
import { invalidField, notFound, refusal } from '../http/refusal.ts'
import { listReply } from '../http/replies.ts'
import type { Reply, Route, SessionCall } from '../http/route.ts'
import type { Occurrence } from '../state/bunq-state.ts'
import type { Payment } from '../state/entities.ts'
import { wireAmount } from '../wire/amount.ts'
import { parseTimestamp, wireTimestamp } from '../wire/timestamp.ts'

const eventWire = (occurrence: Occurrence): object => ({
  Event: {
    id: occurrence.id,
    created: wireTimestamp(occurrence.at),
    updated: wireTimestamp(occurrence.at),
    action: occurrence.action,
    user_id: String(occurrence.userId),
    monetary_account_id: occurrence.accountId === null ? null : String(occurrence.accountId),
    object: occurrence.wire(),
    status: 'FINALIZED',
    object_data_at_event: null,
    is_event_latest_for_object: true,
    is_event_reassignable: false,
  },
})

const queryOf = (call: SessionCall): URLSearchParams => new URLSearchParams(call.request.query)

const own = (call: SessionCall): readonly Occurrence[] => {
  const query = queryOf(call)
  const account = query.get('monetary_account_id')
  const status = query.get('status')
  return call.state.occurrences.filter(
    ({ userId, accountId }) =>
      userId === call.user.id &&
      (account === null || String(accountId) === account) &&
      (status === null || status === 'FINALIZED'),
  )
}

const readEvent = (call: SessionCall): Reply => {
  const id = call.id('id')
  const found = call.state.occurrences.find((occurrence) => occurrence.id === id && occurrence.userId === call.user.id)
  if (found === undefined) throw notFound('Event', id)
  return { objects: [eventWire(found)] }
}

/** Insights need a window of time; the interface description leaves the parameters out. */
const readWindow = (call: SessionCall): { readonly from: EpochMs; readonly to: EpochMs } => {
  const read = (name: string): EpochMs => {
    const text = queryOf(call).get(name)
    if (text === null) throw refusal(22, 400, `Missing field "${name}".`, 'insights need a window of time')
    const at = parseTimestamp(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text} 00:00:00` : text)
    if (at === undefined) throw invalidField(name, 'not a time', text)
    return at
  }
  return { from: read('time_start'), to: read('time_end') }
}

const paymentsIn = (call: SessionCall): readonly Payment[] => {
  const { from, to } = readWindow(call)
  return call.user.accountIds.flatMap(
    (id) => call.state.accounts.get(id)?.payments.filter(({ created }) => created >= from && created < to) ?? [],
  )
}

const insights = (call: SessionCall): Reply => {
  const totals = new Map<string, { sum: bigint; count: number }>()
  for (const { amount, category, currency } of paymentsIn(call)) {
    if (currency !== 'EUR') continue
    const total = totals.get(category) ?? { sum: 0n, count: 0 }
    totals.set(category, { sum: total.sum + amount, count: total.count + 1 })
  }
  const words = (category: string): string => category.charAt(0) + category.slice(1).toLowerCase().replaceAll('_', ' ')
  const objects = [...totals].map(([category, { sum, count }]) => ({
    InsightCategory: {
      category,
      category_translated: words(category),
      category_color: '#14B1C6',
      category_icon: category,
      amount_total: wireAmount(sum, 'EUR'),
      number_of_transactions: count,
    },
  }))
  return { objects, pagination: { future_url: null, newer_url: null, older_url: null } }
}

const search = (call: SessionCall): Reply => {
  const category = queryOf(call).get('category')
  const wanted = new Set(
    paymentsIn(call)
      .filter((payment) => category === null || payment.category === category)
      .map(({ id }) => id),
  )
  const found = own(call).filter(({ objectType, objectId }) => objectType === 'Payment' && wanted.has(objectId))
  return listReply(call, found, eventWire)
}

/** What happened, and what the money was for. */
export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'user/{user}/event',
    token: 'session',
    handle: (call) => listReply(call, own(call), eventWire),
  },
  { method: 'GET', path: 'user/{user}/event/{id}', token: 'session', handle: readEvent },
  { method: 'GET', path: 'user/{user}/insights', token: 'session', handle: insights },
  { method: 'GET', path: 'user/{user}/insights-search', token: 'session', handle: search },
]

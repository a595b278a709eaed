import { must, readAmount, readObject, readText } from '../http/body.ts'
import { amountField, object, required, text } from '../http/fields.ts'
import { invalidField } from '../http/refusal.ts'
import { findHere, listReply, ofAccount } from '../http/replies.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import { occur } from '../state/bunq-state.ts'
import { checkCurrency, checkPositive } from '../state/payment-orders.ts'
import type { Tab } from '../state/records.ts'
import { tabWire } from '../wire/tab-wire.ts'

const LIFE_MS = 30 * 24 * 60 * 60 * 1000

const announce = ({ state, user }: SessionCall, tab: Tab, word: string): void =>
  occur(state, {
    action: word === 'CREATED' ? 'CREATE' : 'UPDATE',
    userId: user.id,
    accountId: tab.accountId,
    objectType: 'BunqMeTab',
    objectId: tab.id,
    notices: [['BUNQME_TAB', `BUNQME_TAB_${word}`]],
    wire: () => tabWire(state, tab),
  })

const create = (call: SessionCall): Reply => {
  const { state, account, body } = call
  const entry = must(readObject(body, 'bunqme_tab_entry'))
  const amount = readAmount(entry, 'amount_inquired')
  if (amount !== undefined) {
    checkPositive(amount)
    checkCurrency(account, amount.currency)
  }
  const at = state.now()
  const tab: Tab = {
    id: state.nextId(),
    created: at,
    updated: at,
    accountId: account.id,
    expiresAt: at + LIFE_MS,
    uuid: state.uuid(),
    amount: amount?.value ?? null,
    description: readText(entry, 'description') ?? '',
    redirectUrl: readText(entry, 'redirect_url') ?? null,
    status: 'WAITING_FOR_PAYMENT',
    paymentIds: [],
  }
  state.records.tabs.push(tab)
  announce(call, tab, 'CREATED')
  state.jobs.push({
    at: tab.expiresAt,
    run: () => {
      if (tab.status === 'WAITING_FOR_PAYMENT') tab.status = 'EXPIRED'
    },
  })
  return idReply(tab.id)
}

const find = (call: SessionCall): Tab => findHere(call, ofAccount(call, call.state.records.tabs), 'bunq.me tab')

const cancel = (call: SessionCall): Reply => {
  const tab = find(call)
  if (tab.status !== 'WAITING_FOR_PAYMENT') throw invalidField('status', 'the tab is closed', tab.status)
  tab.status = 'CANCELLED'
  tab.updated = call.state.now()
  announce(call, tab, 'CANCELLED')
  return idReply(tab.id)
}

const path = 'user/{user}/monetary-account/{account}/bunqme-tab'

/** Payment links for anybody. */
export const tabRoutes: readonly Route[] = [
  {
    method: 'POST',
    path,
    token: 'session',
    fields: {
      bunqme_tab_entry: required(
        object({ amount_inquired: amountField, description: required(text()), redirect_url: text() }),
      ),
      status: text(['WAITING_FOR_PAYMENT']),
      event_id: { type: 'integer' },
    },
    handle: create,
  },
  {
    method: 'GET',
    path,
    token: 'session',
    handle: (call) => listReply(call, ofAccount(call, call.state.records.tabs), (tab) => tabWire(call.state, tab)),
  },
  {
    method: 'GET',
    path: `${path}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [tabWire(call.state, find(call))] }),
  },
  {
    method: 'PUT',
    path: `${path}/{id}`,
    token: 'session',
    fields: { status: required(text(['CANCELLED'])) },
    handle: cancel,
  },
]

import { readText } from '../http/body.ts'
import { type Fields, text } from '../http/fields.ts'
import { pageOf } from '../http/paging.ts'
import { notFound, refusal } from '../http/refusal.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { UserKind } from '../state/entities.ts'
import { principalWire, userWire } from '../wire/user-wire.ts'

/** Users read themselves only: another id is not theirs to see. */
const own = (call: SessionCall): void => {
  if (call.id('id') === call.key.principalId) return
  throw refusal(24, 403, 'Insufficient authorisation.', 'the user in the path is not that of the session', {
    expected: String(call.key.principalId),
    received: call.part('id'),
  })
}

const readKind =
  (kind: UserKind, name: string) =>
  (call: SessionCall): Reply => {
    own(call)
    if (call.user.kind !== kind || call.key.kind === 'oauth') throw notFound(name, call.id('id'))
    return { objects: [userWire(call.user)] }
  }

const change =
  (kind: UserKind, name: string) =>
  (call: SessionCall): Reply => {
    readKind(kind, name)(call)
    const nickName = readText(call.body, 'public_nick_name') ?? readText(call.body, 'display_name')
    if (nickName !== undefined) call.user.displayName = nickName
    call.user.updated = call.state.now()
    return idReply(call.user.id)
  }

const changeable: Fields = { public_nick_name: text(), display_name: text() }

const MOST_ACCOUNTS = 25

const limitOf = ({ user }: SessionCall): object => ({
  CustomerLimit: {
    limit_monetary_account: MOST_ACCOUNTS,
    limit_monetary_account_remaining: Math.max(0, MOST_ACCOUNTS - user.accountIds.length),
    limit_card_debit_maestro: 3,
    limit_card_debit_mastercard: 3,
    limit_card_debit_wildcard: 0,
    limit_card_wildcard: 0,
    limit_card_replacement: 1,
    limit_amount_monthly: { value: '50000.00', currency: 'EUR' },
    spent_amount_monthly: { value: '0.00', currency: 'EUR' },
  },
})

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'user',
    token: 'session',
    handle: ({ state, key, user, page }) => {
      const { items, pagination } = pageOf([{ id: key.principalId }], page)
      return { objects: items.map(() => principalWire(state, key, user)), pagination }
    },
  },
  {
    method: 'GET',
    path: 'user/{id}',
    token: 'session',
    handle: (call) => {
      own(call)
      return { objects: [principalWire(call.state, call.key, call.user)] }
    },
  },
  { method: 'GET', path: 'user-person/{id}', token: 'session', handle: readKind('UserPerson', 'User person') },
  { method: 'GET', path: 'user-company/{id}', token: 'session', handle: readKind('UserCompany', 'User company') },
  {
    method: 'GET',
    path: 'user-payment-service-provider/{id}',
    token: 'session',
    handle: readKind('UserPaymentServiceProvider', 'User payment service provider'),
  },
  {
    method: 'PUT',
    path: 'user-person/{id}',
    token: 'session',
    fields: changeable,
    handle: change('UserPerson', 'User person'),
  },
  {
    method: 'PUT',
    path: 'user-company/{id}',
    token: 'session',
    fields: changeable,
    handle: change('UserCompany', 'User company'),
  },
  {
    method: 'GET',
    path: 'user/{user}/limit',
    token: 'session',
    handle: (call) => ({
      objects: [limitOf(call)],
      pagination: { future_url: null, newer_url: null, older_url: null },
    }),
  },
]

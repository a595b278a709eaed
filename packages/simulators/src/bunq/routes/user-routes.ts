import { readInteger, readText } from '../http/body.ts'
import { amountField, type Fields, text } from '../http/fields.ts'
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
    call.user.sessionTimeoutSeconds = readInteger(call.body, 'session_timeout') ?? call.user.sessionTimeoutSeconds
    call.user.updated = call.state.now()
    return idReply(call.user.id)
  }

const ANYTHING = { type: 'anything' } as const

const WEEK_SECONDS = 604_800

/** What a user may change. The names and the session's length take effect; the rest is taken and left as it was. */
const shared: Fields = {
  public_nick_name: text(),
  display_name: text(),
  session_timeout: { type: 'integer', min: 60, max: WEEK_SECONDS },
  avatar_uuid: text(),
  address_main: ANYTHING,
  address_postal: ANYTHING,
  language: text(['en_US', 'nl_NL']),
  region: text(),
  status: text(),
  sub_status: text(),
  daily_limit_without_confirmation_login: amountField,
}

const personFields: Fields = {
  ...shared,
  subscription_type: text(),
  first_name: text(),
  middle_name: text(),
  last_name: text(),
  tax_resident: ANYTHING,
  document_type: text(),
  document_number: text(),
  document_country_of_issuance: text(),
  document_front_attachment_id: { type: 'integer' },
  document_back_attachment_id: { type: 'integer' },
  date_of_birth: text(),
  nationality: text(),
  all_nationality: ANYTHING,
  gender: text(['MALE', 'FEMALE', 'UNKNOWN']),
  legal_guardian_alias: ANYTHING,
  signup_track_type: text(),
}

const companyFields: Fields = {
  ...shared,
  name: text(),
  country: text(),
  ubo: ANYTHING,
  chamber_of_commerce_number: text(),
  legal_form: text(),
}

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
    fields: personFields,
    handle: change('UserPerson', 'User person'),
  },
  {
    method: 'PUT',
    path: 'user-company/{id}',
    token: 'session',
    fields: companyFields,
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
  {
    method: 'GET',
    path: 'user-company/{id}/name',
    token: 'session',
    handle: (call) => {
      readKind('UserCompany', 'User company')(call)
      return { objects: [{ UserCompanyNameArray: { name_array: [call.user.legalName, call.user.displayName] } }] }
    },
  },
]

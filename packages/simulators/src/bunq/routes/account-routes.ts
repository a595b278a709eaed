import { must, readAmount, readObject, readText } from '../http/body.ts'
import { amountField, type Fields, matching, object, required, text } from '../http/fields.ts'
import { pageOf } from '../http/paging.ts'
import { invalidField, notFound } from '../http/refusal.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { Account, AccountKind } from '../state/entities.ts'
import { addAccount } from '../state/users.ts'
import { accountWire } from '../wire/account-wire.ts'

/** Cancelled accounts are listed too; clients filter by status. Shared ones only, where a user chose. */
const accountsOf = ({ state, user, key }: SessionCall, kind?: AccountKind): readonly Account[] =>
  user.accountIds
    .map((id) => state.accounts.get(id))
    .filter((account) => account !== undefined)
    .filter((account) => kind === undefined || account.kind === kind)
    .filter((account) => key.sharedAccountIds === undefined || key.sharedAccountIds.includes(account.id))
    .sort((a, b) => a.id - b.id)

const listKind =
  (kind?: AccountKind) =>
  (call: SessionCall): Reply => {
    const { items, pagination } = pageOf(accountsOf(call, kind), call.page)
    // Other lists begin with the newest; here the first active account of a user stays the first.
    return { objects: items.toReversed().map((account) => accountWire(call.state, account)), pagination }
  }

const find = (call: SessionCall, kind?: AccountKind): Account => {
  const account = accountsOf(call, kind).find(({ id }) => id === call.id('id'))
  if (account === undefined) throw notFound('Monetary account', call.id('id'))
  return account
}

const readKind =
  (kind?: AccountKind) =>
  (call: SessionCall): Reply => ({ objects: [accountWire(call.state, find(call, kind))] })

const DEFAULT_DAILY_LIMIT = 1000_00n
const MAX_DAILY_LIMIT = 10_000_00n

const dailyLimit = (call: SessionCall): bigint | undefined => {
  const limit = readAmount(call.body, 'daily_limit')
  if (limit !== undefined && (limit.value < 0n || limit.value > MAX_DAILY_LIMIT)) {
    throw invalidField('daily_limit', 'the daily limit is at most 10000.00')
  }
  return limit?.value
}

const create =
  (kind: AccountKind) =>
  (call: SessionCall): Reply => {
    const goal = readAmount(call.body, 'savings_goal')?.value
    const displayName = readText(call.body, 'display_name')
    const account = addAccount(call.state, {
      kind,
      owners: [call.user],
      currency: must(readText(call.body, 'currency')),
      description: readText(call.body, 'description') ?? 'bunq account',
      dailyLimit: dailyLimit(call) ?? DEFAULT_DAILY_LIMIT,
      ...(goal === undefined ? {} : { savingsGoal: goal }),
      ...(displayName === undefined ? {} : { displayName }),
    })
    const setting = readObject(call.body, 'setting')
    if (setting !== undefined) account.settings = { ...account.settings, ...setting }
    return idReply(account.id)
  }

const statusFields = ['status', 'sub_status', 'reason', 'reason_description']

/** Closing takes a voluntary redemption with a reason; reopening takes `NONE`. Nothing else may change beside it. */
const changeStatus = (call: SessionCall, account: Account, status: string): void => {
  const other = Object.keys(call.body).find((name) => !statusFields.includes(name))
  if (other !== undefined) throw invalidField(other, 'a change of status may not be mixed with other fields')
  const subStatus = readText(call.body, 'sub_status')
  const expected = status === 'CANCELLED' ? 'REDEMPTION_VOLUNTARY' : 'NONE'
  if (subStatus !== expected) throw invalidField('sub_status', `expected ${expected}`, subStatus)
  if (status === 'CANCELLED' && readText(call.body, 'reason') !== 'OTHER')
    throw invalidField('reason', 'expected OTHER')
  account.status = status
  account.subStatus = subStatus
  account.reason = readText(call.body, 'reason') ?? null
  account.reasonDescription = readText(call.body, 'reason_description') ?? null
}

const change =
  (kind: AccountKind) =>
  (call: SessionCall): Reply => {
    const account = find(call, kind)
    const status = readText(call.body, 'status')
    if (status !== undefined) changeStatus(call, account, status)
    account.description = readText(call.body, 'description') ?? account.description
    account.displayName = readText(call.body, 'display_name') ?? account.displayName
    account.dailyLimit = dailyLimit(call) ?? account.dailyLimit
    account.savingsGoal = readAmount(call.body, 'savings_goal')?.value ?? account.savingsGoal
    const setting = readObject(call.body, 'setting')
    if (setting !== undefined) account.settings = { ...account.settings, ...setting }
    account.updated = call.state.now()
    return idReply(account.id)
  }

const settingField = object({
  color: text(),
  icon: text(),
  default_avatar_status: text(['AVATAR_DEFAULT', 'AVATAR_CUSTOM', 'AVATAR_UNDETERMINED']),
  restriction_chat: text(['ALLOW_INCOMING', 'BLOCK_INCOMING']),
  sdd_expiration_action: text(),
})

const common: Fields = {
  description: text(),
  daily_limit: amountField,
  avatar_uuid: text(),
  display_name: text(),
  setting: settingField,
}

const creatable: Fields = {
  ...common,
  currency: required(matching(/^[A-Z]{3}$/)),
  country_iban: matching(/^[A-Z]{2}$/),
}

const changeable: Fields = {
  ...common,
  status: text(['CANCELLED', 'PENDING_REOPEN']),
  sub_status: text(['REDEMPTION_VOLUNTARY', 'NONE']),
  reason: text(['OTHER']),
  reason_description: text(),
}

/** What a kind takes beyond the common fields. */
const extras: Readonly<Record<AccountKind, Fields>> = {
  MonetaryAccountBank: {},
  MonetaryAccountSavings: { savings_goal: amountField, all_co_owner: { type: 'anything' } },
  MonetaryAccountJoint: {
    all_co_owner: { type: 'anything' },
    overdraft_limit: amountField,
    alias: { type: 'anything' },
  },
  MonetaryAccountCard: {},
  MonetaryAccountExternal: { service: text() },
  MonetaryAccountExternalSavings: { service: text(), savings_goal: amountField, all_co_owner: { type: 'anything' } },
}

const kinds: readonly (readonly [path: string, kind: AccountKind])[] = [
  ['monetary-account-bank', 'MonetaryAccountBank'],
  ['monetary-account-savings', 'MonetaryAccountSavings'],
  ['monetary-account-joint', 'MonetaryAccountJoint'],
  ['monetary-account-card', 'MonetaryAccountCard'],
  ['monetary-account-external', 'MonetaryAccountExternal'],
  ['monetary-account-external-savings', 'MonetaryAccountExternalSavings'],
]

const kindRoutes = ([path, kind]: readonly [string, AccountKind]): readonly Route[] => {
  const route = `user/{user}/${path}`
  const creation: Route = {
    method: 'POST',
    path: route,
    token: 'session',
    fields: { ...creatable, ...extras[kind] },
    handle: create(kind),
  }
  return [
    { method: 'GET', path: route, token: 'session', handle: listKind(kind) },
    { method: 'GET', path: `${route}/{id}`, token: 'session', handle: readKind(kind) },
    {
      method: 'PUT',
      path: `${route}/{id}`,
      token: 'session',
      fields: { ...changeable, ...extras[kind] },
      handle: change(kind),
    },
    ...(kind === 'MonetaryAccountCard' ? [] : [creation]),
  ]
}

export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: 'user/{user}/monetary-account', token: 'session', handle: listKind() },
  { method: 'GET', path: 'user/{user}/monetary-account/{id}', token: 'session', handle: readKind() },
  ...kinds.flatMap(kindRoutes),
]

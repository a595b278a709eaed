import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import { runDueJobs, type Switches } from '../state/bunq-state.ts'
import type { User } from '../state/entities.ts'
import { totalOf } from '../state/ledger.ts'
import type { Bank } from '../state/open-bank.ts'
import { addSandboxUser } from '../state/sandbox-users.ts'
import { addKey } from '../state/users.ts'
import { fromMinorUnits } from '../wire/amount.ts'

const problem = (status: number, error: string): ControlAnswer => ({ status, body: { error } })

const findCustomer = (bank: Bank, wanted: string): User | undefined =>
  bank.customers.get(wanted) ??
  [...bank.customers.values()].find(({ legalName, email }) => legalName === wanted || email === wanted)

/** `{}` takes the next free customer, `{"customer":"..."}` a certain one by id, name or e-mail address, `{"empty":true}` a new user without history. */
const makeKey = (bank: Bank, { body }: ControlInput): ControlAnswer => {
  const wanted = body['customer']
  const user =
    typeof wanted === 'string'
      ? findCustomer(bank, wanted)
      : ((body['empty'] === true ? undefined : bank.takeCustomer()) ?? addSandboxUser(bank.state, 'UserPerson'))
  if (user === undefined) return problem(404, `no customer "${String(wanted)}"; GET /bunq/customers lists them`)
  const key = addKey(bank.state, { kind: 'user', user })
  return { status: 200, body: { apiKey: key.secret, userId: user.id } }
}

const listCustomers = (bank: Bank): ControlAnswer => ({
  status: 200,
  body: {
    items: [...bank.customers].map(([customer, user]) => ({
      customer,
      name: user.legalName,
      email: user.email,
      userId: user.id,
      accountIds: user.accountIds,
    })),
  },
})

const revokeKey = (bank: Bank, { body }: ControlInput): ControlAnswer => {
  const key = bank.state.keys.get(String(body['apiKey']))
  if (key === undefined) return problem(404, 'no such API key')
  key.revoked = true
  return { status: 200, body: {} }
}

/** Every session ends, as bunq ends those of a user who logs out everywhere; keys go on. */
const endSessions = ({ state }: Bank): ControlAnswer => {
  for (const session of state.sessions.values()) session.closed = true
  return { status: 200, body: { ended: state.sessions.size } }
}

const names: readonly (keyof Switches)[] = ['maintenance', 'uniqueRequestIds', 'requireCacheControl', 'signWebhooks']

const setSwitches = (bank: Bank, { body }: ControlInput): ControlAnswer => {
  for (const [name, value] of Object.entries(body)) {
    const known = names.find((candidate) => candidate === name)
    if (known === undefined || typeof value !== 'boolean') {
      return problem(400, `"${name}" is no switch or its value is no boolean; switches: ${names.join(', ')}`)
    }
  }
  for (const name of names)
    bank.state.switches[name] = body[name] === undefined ? bank.state.switches[name] : body[name] === true
  return { status: 200, body: { ...bank.state.switches } }
}

/** The sum over all accounts and the world outside, by currency: `0.00` each, always. */
const showTotals = (bank: Bank): ControlAnswer => ({
  status: 200,
  body: {
    items: [...bank.state.outside.keys()].map((currency) => ({
      currency,
      total: fromMinorUnits(totalOf(bank.state, currency)),
    })),
  },
})

/** Webhooks that wait for their next try. */
const listDeliveries = (bank: Bank): ControlAnswer => ({
  status: 200,
  body: {
    items: [...bank.state.waitingDeliveries].map(({ at, ...delivery }) => ({
      ...delivery,
      nextTryAt: new Date(at).toISOString(),
    })),
  },
})

/** The bank's own part of the control address. */
export const controlRoutes = (bank: () => Bank): readonly ControlRoute[] => {
  const on = (handler: (bank: Bank, input: ControlInput) => ControlAnswer) => (input: ControlInput) => {
    runDueJobs(bank().state)
    return handler(bank(), input)
  }
  return [
    { method: 'POST', pattern: /^\/bunq\/api-keys$/, handle: on(makeKey) },
    { method: 'POST', pattern: /^\/bunq\/api-keys\/revoke$/, handle: on(revokeKey) },
    { method: 'POST', pattern: /^\/bunq\/sessions\/end$/, handle: on(endSessions) },
    { method: 'GET', pattern: /^\/bunq\/customers$/, handle: on(listCustomers) },
    {
      method: 'GET',
      pattern: /^\/bunq\/switches$/,
      handle: on(({ state }) => ({ status: 200, body: { ...state.switches } })),
    },
    { method: 'POST', pattern: /^\/bunq\/switches$/, handle: on(setSwitches) },
    { method: 'GET', pattern: /^\/bunq\/totals$/, handle: on(showTotals) },
    { method: 'GET', pattern: /^\/bunq\/deliveries$/, handle: on(listDeliveries) },
  ]
}

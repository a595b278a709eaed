import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { counted } from '../../../../test/support/counted.ts'
import {
  type Client,
  connect,
  control,
  eur,
  num,
  openBunq,
  send,
  signBody,
  toBravo,
} from '../../test/bunq/bunq-client.ts'
import type { Route } from './http/route.ts'
import { allRoutes } from './routes/all-routes.ts'

const routes = allRoutes('sandbox', { serverPublicKey: '', selfUrl: () => '', takeCustomer: () => undefined })
/** Without the call that ends the session which the others need. */
const lasting = routes.filter(({ path }) => path !== 'session/{id}')
const named = lasting.map((route): [string, Route] => [`${route.method} ${route.path}`, route])

let client: Client
let other: Client
/** Ids of things that exist, of both users. */
let ids: readonly number[]

/** A path to somewhere: the session's own user and account, other ids by choice. */
const fill = (route: Route, id: string | number): string =>
  route.path.replaceAll(/\{(\w+?)(:text)?\}/g, (_, name: string) =>
    String(name === 'user' ? client.userId : name === 'account' ? client.accountId : id),
  )

beforeAll(async () => {
  const bunq = openBunq({ later: () => {}, deliver: async () => 200 })
  client = await connect(bunq)
  other = await connect(bunq)
  const account = `user/${client.userId}/monetary-account/${client.accountId}`
  const once = { time_start: '2026-07-01 00:00:00', recurrence_unit: 'ONCE', recurrence_size: 1 }
  const ask = {
    amount_inquired: eur('1.00'),
    counterparty_alias: { type: 'EMAIL', value: 'bob@example.com' },
    description: '',
    allow_bunqme: false,
  }
  const made = await Promise.all([
    client.write('POST', `${account}/payment`, toBravo('1.00')),
    client.write('POST', `${account}/payment-batch`, { payments: [toBravo('1.00')] }),
    client.write('POST', `${account}/draft-payment`, { entries: [toBravo('1.00')], number_of_required_accepts: 1 }),
    client.write('POST', `${account}/schedule-payment`, { payment: toBravo('1.00'), schedule: once }),
    client.write('POST', `${account}/request-inquiry`, ask),
    client.write('POST', `user/${client.userId}/oauth-client`, {}),
  ])
  expect(made.map(({ status }) => status)).toEqual(made.map(() => 200))
  ids = [...made.map(({ first }) => num(first, 'id')), other.userId, other.accountId, 0]
})

describe.each(named)('%s', (_, route) => {
  const isOpen = route.token === 'none'

  it('rows 8 and 9: takes the token it needs and no other', async () => {
    const call = { method: route.method, path: fill(route, 1), body: '{}' }
    const bare = await send(client.bunq, call)
    const withToken = await send(client.bunq, { ...call, token: client.sessionToken })
    const wrong = route.token === 'session' ? client.installationToken : client.sessionToken
    const withWrong = await send(client.bunq, { ...call, token: wrong })
    expect([bare.check === 'bunq-9', withToken.check === 'bunq-8', withWrong.check === 'bunq-11']).toEqual([
      !isOpen,
      isOpen,
      !isOpen,
    ])
  })

  it('row 16 or 19: checks a signature, required or not', async () => {
    const token = route.token === 'session' ? client.sessionToken : client.installationToken
    const call = { method: route.method, path: fill(route, 1), body: '{"status":"ACCEPTED"}', token }
    const unsigned = await send(client.bunq, call)
    const wrong = await send(client.bunq, { ...call, signature: signBody('{}') })
    const needed = route.signature !== undefined
    expect(unsigned.check === 'bunq-16').toBe(needed)
    expect(wrong.check).toBe(isOpen ? 'bunq-8' : needed ? 'bunq-17' : 'bunq-19')
  })
})

/** Another number: NOSTRO_ROUTE_BODIES=100. */
const bodiesPerRoute = Number(process.env['NOSTRO_ROUTE_BODIES'] ?? counted(1, 30))

describe('any body to any route', () => {
  const value: fc.Arbitrary<unknown> = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom('ACCEPTED', '1.00', 'EUR', '2026-07-01', 'CSV', 'NL91ABNA0417164300', '__proto__', null),
    fc.constant(eur('1.00')),
    fc.constant({ type: 'EMAIL', value: 'bravo@bunq.com' }),
    fc.array(fc.constantFrom(toBravo('1.00'), {}, 1, null), { maxLength: 2 }),
  )
  const bodyFor = (route: Route) => {
    const names = Object.keys(route.fields ?? {})
    return fc.dictionary(names.length === 0 ? fc.string() : fc.constantFrom(...names), value)
  }
  const query = fc.webQueryParameters()

  it('is answered in the bank`s own form, and never loses money', async () => {
    const known = new Set([200, 400, 403, 404])
    const tokens = { none: undefined, installation: client.installationToken, session: client.sessionToken }
    for (const [index, route] of lasting.entries()) {
      const token = tokens[route.token]
      for (const [body, parameters, pick] of fc.sample(fc.tuple(bodyFor(route), query, fc.nat()), {
        numRuns: bodiesPerRoute,
        seed: index,
      })) {
        const json = JSON.stringify(body)
        const answer = await send(client.bunq, {
          method: route.method,
          path: `${fill(route, ids[pick % ids.length] ?? 0)}?${parameters}`,
          token,
          body: json,
          signature: token === undefined ? undefined : signBody(json),
        })
        const shown = `${route.method} ${route.path} ${json}`
        expect(known.has(answer.status), `${answer.status} ${shown}`).toBe(true)
        const isWhole =
          answer.status === 200 ? 'Response' in answer.json || answer.bytes.length > 0 : 'Error' in answer.json
        expect(isWhole, shown).toBe(true)
      }
    }
    const totals = (await control(client.bunq, 'GET', '/bunq/totals'))['items'] as { total: string }[]
    expect(totals.map(({ total }) => total)).toEqual(totals.map(() => '0.00'))
  })
})

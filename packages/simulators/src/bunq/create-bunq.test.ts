import { describe, expect, it } from 'vitest'
import {
  clientKey,
  connect,
  control,
  eur,
  hasGoodSignature,
  install,
  num,
  openBunq,
  openSession,
  send,
  signBody,
  str,
  toBravo,
} from '../../test/bunq/bunq-client.ts'
import { ALICE_IBAN } from '../../test/bunq/sample-customers.ts'

const HEX = /^[0-9a-f]{64}$/

describe('the way into the simulated bunq', () => {
  it('installs, binds a sandbox key to a device and opens a session, each part in its place', async () => {
    const bunq = openBunq()
    const sandbox = await send(bunq, { method: 'POST', path: 'sandbox-user-person' })
    expect(sandbox.status).toBe(200)
    const apiKey = str(sandbox.first, 'api_key')
    expect(apiKey).toMatch(/^sandbox_[0-9a-f]+$/)
    const { token, serverKey } = await install(bunq)
    expect(token).toMatch(HEX)
    const device = JSON.stringify({ description: 'laptop', secret: apiKey, permitted_ips: ['*'] })
    const bound = await send(bunq, {
      method: 'POST',
      path: 'device-server',
      token,
      body: device,
      signature: signBody(device),
    })
    expect(Object.keys(bound.first)).toEqual(['id'])
    const session = await openSession(bunq, { apiKey, installationToken: token, key: clientKey })
    const kinds = (session.json['Response'] as object[]).map((item) => Object.keys(item)[0])
    expect(kinds).toEqual(['Id', 'Token', 'UserPerson'])
    expect(num(session.list[0] ?? {}, 'id')).toBe(num(session.list[1] ?? {}, 'id'))
    expect(str(session.list[1] ?? {}, 'token')).toMatch(HEX)
    expect(num(session.list[2] ?? {}, 'session_timeout')).toBe(604800)
    expect(hasGoodSignature(session, serverKey)).toBe(true)
    expect(session.bytes.toString('utf8')).toContain('"token":"')
  })

  it('answers with the exact content type, a response id, the echoed request id and the bank`s own date', async () => {
    const client = await connect(openBunq())
    const answer = await send(client.bunq, {
      method: 'GET',
      path: 'user?count=200',
      token: client.sessionToken,
      signature: signBody(''),
      headers: { 'X-Bunq-Client-Request-Id': 'one' },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers['Content-Type']).toBe('application/json')
    expect(answer.headers['X-Bunq-Client-Response-Id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(answer.headers['X-Bunq-Client-Request-Id']).toBe('one')
    expect(answer.headers['Date']).toBe('Mon, 01 Jun 2026 10:00:00 GMT')
    expect(hasGoodSignature(answer, client.serverKey)).toBe(true)
    expect((await client.get('user')).headers).not.toHaveProperty('X-Bunq-Client-Request-Id')
  })

  it('spoils its signature on demand', async () => {
    const client = await connect(openBunq())
    const answer = await client.get('user')
    const spoiled = client.bunq.handler.spoilSignature?.(answer.raw)
    expect(spoiled?.body).toBe(answer.raw.body)
    expect(hasGoodSignature({ ...answer, headers: spoiled?.headers ?? {} }, client.serverKey)).toBe(false)
  })

  it('takes DELETE with a signed {} body and ends the calling session whatever the id', async () => {
    const client = await connect(openBunq())
    expect((await client.write('DELETE', 'session/0', {})).status).toBe(200)
    expect((await client.get('user')).check).toBe('bunq-10')
  })

  it('extends a session that is called in its last half hour, and no other', async () => {
    const bunq = openBunq()
    const [early, late] = [await connect(bunq), await connect(bunq)]
    bunq.clock.advance(604800 - 1801)
    expect((await early.get('user')).status).toBe(200)
    bunq.clock.advance(2)
    expect((await late.get('user')).status).toBe(200)
    bunq.clock.advance(1800)
    expect((await early.get('user')).status).toBe(403)
    expect((await late.get('user')).status).toBe(200)
  })

  it('gives the seeded customers first, then users with one empty account', async () => {
    const bunq = openBunq()
    const names: string[] = []
    const counts: number[] = []
    for (let index = 0; index < 3; index++) {
      const sandbox = await send(bunq, { method: 'POST', path: 'sandbox-user-person', body: '{}' })
      const client = await connect(bunq, { apiKey: str(sandbox.first, 'api_key') })
      const payments = await client.get(`user/${client.userId}/monetary-account/${client.accountId}/payment?count=200`)
      names.push(str((await client.get('user')).first, 'display_name'))
      counts.push(payments.list.length)
    }
    expect(names.slice(0, 2)).toEqual(['Alice Jansen', 'Bob Jansen'])
    expect(counts).toEqual([45, 2, 0])
  })

  it('gives the key of a named customer over the control address, and production keys without a prefix', async () => {
    const bunq = openBunq({ environment: 'production' })
    const made = await control(bunq, 'POST', '/bunq/api-keys', { customer: 'bobby' })
    expect(str(made, 'apiKey')).toMatch(HEX)
    const client = await connect(bunq, { apiKey: str(made, 'apiKey') })
    expect(str((await client.get('user')).first, 'display_name')).toBe('Bob Jansen')
    expect((await send(bunq, { method: 'POST', path: 'sandbox-user-person' })).status).toBe(404)
    expect((await control(bunq, 'POST', '/bunq/api-keys', { customer: 'nobody' }))['status']).toBe(404)
  })

  it('begins anew after a reset, with the same users and ids', async () => {
    const bunq = openBunq()
    const before = await connect(bunq)
    bunq.handler.reset()
    expect((await before.get('user')).check).toBe('bunq-10')
    const after = await connect(bunq)
    expect([after.userId, after.accountId]).toEqual([before.userId, before.accountId])
    expect(after.serverKey).toBe(before.serverKey)
  })
})

describe('users and accounts', () => {
  it('lists every kind of account, each under its own name, an external one with nulls', async () => {
    const client = await connect(openBunq())
    const { json } = await client.get(`user/${client.userId}/monetary-account`)
    const kinds = (json['Response'] as object[]).map((item) => Object.keys(item)[0])
    expect(new Set(kinds)).toEqual(
      new Set([
        'MonetaryAccountBank',
        'MonetaryAccountCard',
        'MonetaryAccountExternal',
        'MonetaryAccountJoint',
        'MonetaryAccountSavings',
      ]),
    )
    const banks = await client.get(`user/${client.userId}/monetary-account-bank`)
    expect(banks.list.map((account) => account['currency'])).toEqual(['EUR', 'USD'])
    expect(banks.list[0]?.['balance']).toEqual(eur('955.00'))
    const alias = banks.list[0]?.['alias'] as { type: string; value: string }[]
    expect(alias.map(({ type }) => type)).toEqual(['IBAN', 'EMAIL', 'PHONE_NUMBER'])
    expect(alias[0]?.value).toBe(ALICE_IBAN)
    const external = await client.get(`user/${client.userId}/monetary-account-external`)
    expect(external.first['balance']).toBeNull()
  })

  it('opens, closes and reopens an account', async () => {
    const client = await connect(openBunq())
    const made = await client.write('POST', `user/${client.userId}/monetary-account-bank`, { currency: 'EUR' })
    const id = num(made.first, 'id')
    const path = `user/${client.userId}/monetary-account-bank/${id}`
    expect((await client.get(path)).first).toMatchObject({ description: 'bunq account', daily_limit: eur('1000.00') })
    const closing = {
      status: 'CANCELLED',
      sub_status: 'REDEMPTION_VOLUNTARY',
      reason: 'OTHER',
      reason_description: 'x',
    }
    expect((await client.write('PUT', path, { ...closing, description: 'mixed' })).check).toBe('bunq-23')
    expect((await client.write('PUT', path, closing)).first).toEqual({ id })
    expect((await client.get(path)).first).toMatchObject({ status: 'CANCELLED', sub_status: 'REDEMPTION_VOLUNTARY' })
    expect((await client.write('PUT', path, { status: 'PENDING_REOPEN', sub_status: 'NONE' })).status).toBe(200)
  })
})

describe('payments', () => {
  it('makes the documented payment, also when its JSON is pretty-printed', async () => {
    const client = await connect(openBunq())
    const path = `user/${client.userId}/monetary-account/${client.accountId}/payment`
    for (const body of [JSON.stringify(toBravo()), JSON.stringify(toBravo(), null, 4)]) {
      const paid = await send(client.bunq, {
        method: 'POST',
        path,
        token: client.sessionToken,
        body,
        signature: signBody(body),
      })
      expect(paid.status).toBe(200)
      const read = await client.get(`${path}/${num(paid.first, 'id')}`)
      expect(read.first).toMatchObject({
        amount: eur('-12.50'),
        description: 'Payment for drinks.',
        type: 'BUNQ',
        counterparty_alias: { display_name: 'Bravo Bunq' },
      })
    }
    expect((await client.get(path)).first['balance_after_mutation']).toEqual(eur('930.00'))
  })

  it('makes two payments of a transfer between users, with ids of their own', async () => {
    const bunq = openBunq()
    const [alice, bob] = [await connect(bunq), await connect(bunq)]
    const paid = await alice.write('POST', `user/${alice.userId}/monetary-account/${alice.accountId}/payment`, {
      ...toBravo('10.00'),
      counterparty_alias: { type: 'EMAIL', value: 'Bob@example.com' },
    })
    const received = await bob.get(`user/${bob.userId}/monetary-account/${bob.accountId}/payment`)
    expect(received.first).toMatchObject({ amount: eur('10.00'), counterparty_alias: { iban: ALICE_IBAN } })
    expect(num(received.first, 'id')).toBeGreaterThan(num(paid.first, 'id'))
  })

  it('sends money out of the bank by IBAN and keeps the total at zero', async () => {
    const client = await connect(openBunq())
    const path = `user/${client.userId}/monetary-account/${client.accountId}/payment`
    const order = {
      ...toBravo('500'),
      counterparty_alias: { type: 'IBAN', value: 'NL91 ABNA 0417 1643 00', name: 'Grocer' },
    }
    expect((await client.write('POST', path, order)).status).toBe(200)
    expect((await client.get(path)).first).toMatchObject({ amount: eur('-500.00'), type: 'EBA_SCT', sub_type: 'SCT' })
    expect((await control(client.bunq, 'GET', '/bunq/totals'))['items']).toContainEqual({
      currency: 'EUR',
      total: '0.00',
    })
  })

  it('gets up to 500.00 from Sugar Daddy at once', async () => {
    const client = await connect(openBunq())
    const path = `user/${client.userId}/monetary-account/${client.accountId}`
    const asked = await client.write('POST', `${path}/request-inquiry`, {
      amount_inquired: eur('500.00'),
      counterparty_alias: { type: 'EMAIL', value: 'sugardaddy@bunq.com' },
      description: 'pocket money',
      allow_bunqme: false,
    })
    const request = await client.get(`${path}/request-inquiry/${num(asked.first, 'id')}`)
    expect(request.first).toMatchObject({ status: 'ACCEPTED', amount_responded: eur('500.00') })
    expect((await client.get(`${path}/payment`)).first).toMatchObject({
      amount: eur('500.00'),
      sub_type: 'REQUEST',
      counterparty_alias: { display_name: 'Sugar Daddy' },
    })
  })

  it('books a pending movement two days later, as a payment', async () => {
    const client = await connect(openBunq())
    const path = `user/${client.userId}/monetary-account/${client.accountId}/payment?count=1`
    expect((await client.get(path)).first['description']).toBe('line 44')
    client.bunq.clock.advance(2 * 24 * 60 * 60)
    expect((await client.get(path)).first).toMatchObject({ description: 'Coffee', type: 'MASTERCARD' })
  })
})

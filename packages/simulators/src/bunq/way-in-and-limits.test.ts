import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  type Answer,
  type Call,
  clientKey,
  connect,
  control,
  eur,
  install,
  openBunq,
  openSession,
  publicPem,
  send,
  signBody,
} from '../../test/bunq/bunq-client.ts'

const CREDENTIALS = 'User credentials are incorrect. Incorrect API key or IP address.'
const AUTHENTICATION = 'Insufficient authentication.'
const AUTHORISATION = 'Insufficient authorisation.'
const SIGNATURE = 'The request signature is invalid.'

describe('the way in, spoiled', () => {
  const summary = (answer: Answer) => [answer.status, answer.check, answer.errors[0]]

  it.each([
    ['missing', {}],
    ['no PEM', { client_public_key: 'ssh-rsa AAAA' }],
    ['PKCS#1 PEM', { client_public_key: publicPem(clientKey).replaceAll('PUBLIC KEY', 'RSA PUBLIC KEY') }],
    ['1024 bits', { client_public_key: publicPem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey) }],
    ['elliptic', { client_public_key: publicPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey) }],
    ['a number', { client_public_key: 5 }],
  ])('row 12: client key %s', async (_, value) => {
    const answer = await send(openBunq(), { method: 'POST', path: 'installation', body: JSON.stringify(value) })
    expect(summary(answer)).toEqual([400, 'bunq-12', 'Invalid client public key.'])
  })

  it('row 12: takes a key without a newline at the end', async () => {
    const json = JSON.stringify({ client_public_key: publicPem(clientKey).trimEnd() })
    expect((await send(openBunq(), { method: 'POST', path: 'installation', body: json })).status).toBe(200)
  })

  it('row 13: unknown, foreign, revoked and stale keys, and addresses that are not permitted', async () => {
    const bunq = openBunq()
    const { token } = await install(bunq)
    const device = (secret: string, extra: object = {}, remoteAddress = '127.0.0.1') =>
      send(bunq, {
        method: 'POST',
        path: 'device-server',
        token,
        body: JSON.stringify({ description: 'x', secret, ...extra }),
        remoteAddress,
      })
    const make = async () => String((await control(bunq, 'POST', '/bunq/api-keys'))['apiKey'])
    const refused = [400, 'bunq-13', CREDENTIALS]
    expect(summary(await device('sandbox_unknown'))).toEqual(refused)
    expect(summary(await device('ab'.repeat(32)))).toEqual(refused)
    const revoked = await make()
    await control(bunq, 'POST', '/bunq/api-keys/revoke', { apiKey: revoked })
    expect(summary(await device(revoked))).toEqual(refused)
    const stale = await make()
    bunq.clock.advance(3601)
    expect(summary(await device(stale))).toEqual(refused)
    const bound = await make()
    expect(summary(await device(bound, { permitted_ips: ['10.0.0.1'] }))).toEqual(refused)
    expect((await device(bound, { permitted_ips: ['127.0.0.1'] })).status).toBe(200)
    expect(summary(await device(bound, {}, '10.0.0.2'))).toEqual(refused)
    expect(summary(await device(bound, { permitted_ips: ['::1'] }))[1]).toBe('bunq-23')
    expect(summary(await device(bound, { permitted_ips: 'all' }))[1]).toBe('bunq-23')
  })

  it('row 14: a session needs a device, and an unused key takes the one that is there', async () => {
    const bunq = openBunq()
    const make = async () => String((await control(bunq, 'POST', '/bunq/api-keys'))['apiKey'])
    const { token: installationToken } = await install(bunq)
    const key = clientKey
    const apiKey = await make()
    expect(summary(await openSession(bunq, { apiKey, installationToken, key }))).toEqual([400, 'bunq-14', CREDENTIALS])
    const elsewhere = await connect(bunq)
    const foreign = { apiKey: elsewhere.apiKey, installationToken, key }
    expect(summary(await openSession(bunq, foreign))).toEqual([400, 'bunq-14', CREDENTIALS])
    const unused = { apiKey, installationToken: elsewhere.installationToken, key }
    expect((await openSession(bunq, unused)).status).toBe(200)
  })

  it('row 11: an installation call refuses a session token, and row 16 an unsigned session', async () => {
    const client = await connect(openBunq())
    const json = JSON.stringify({ description: 'x', secret: client.apiKey })
    const device = { method: 'POST', path: 'device-server', token: client.sessionToken, body: json }
    expect(summary(await send(client.bunq, device))).toEqual([403, 'bunq-11', AUTHORISATION])
    const session = { method: 'POST', path: 'session-server', token: client.installationToken }
    const unsigned = await send(client.bunq, { ...session, body: JSON.stringify({ secret: client.apiKey }) })
    expect(summary(unsigned)).toEqual([466, 'bunq-16', 'Request signature is required for this operation.'])
    expect((await send(client.bunq, { ...device, token: client.installationToken })).status).toBe(200)
    const wrong = { ...device, token: client.installationToken, signature: signBody('other') }
    expect(summary(await send(client.bunq, wrong))).toEqual([400, 'bunq-19', SIGNATURE])
  })

  it('row 10: a session that has run out', async () => {
    const client = await connect(openBunq())
    client.bunq.clock.advance(604800)
    expect(summary(await client.get('user'))).toEqual([403, 'bunq-10', AUTHENTICATION])
  })

  it('row 34: Sugar Daddy gives at most 500.00, and allow_bunqme must be said', async () => {
    const client = await connect(openBunq())
    const path = `user/${client.userId}/monetary-account/${client.accountId}/request-inquiry`
    const ask = {
      amount_inquired: eur('500.01'),
      counterparty_alias: { type: 'EMAIL', value: 'sugardaddy@bunq.com' },
      description: '',
      allow_bunqme: false,
    }
    expect(summary(await client.write('POST', path, ask)).slice(0, 2)).toEqual([400, 'bunq-34'])
    const { allow_bunqme: _, ...silent } = ask
    expect(summary(await client.write('POST', path, silent))).toEqual([400, 'bunq-22', 'Missing field "allow_bunqme".'])
  })
})

describe('limits and switches', () => {
  it('rows 6 and 7: counts calls by endpoint and window, without signing the refusal', async () => {
    const bunq = openBunq({ rateLimits: true })
    const client = await connect(bunq)
    bunq.clock.advance(31)
    for (let index = 0; index < 3; index++) expect((await client.get('user')).status).toBe(200)
    const full = await client.get('user')
    expect([full.status, full.check]).toEqual([429, 'bunq-6'])
    expect(full.errors).toEqual(['Too many requests. You can do a maximum of 3 calls per 3 second to this endpoint.'])
    expect(full.headers).not.toHaveProperty('X-Bunq-Server-Signature')
    expect((await client.get(`user/${client.userId}/limit`)).status).toBe(200)
    bunq.clock.advance(3)
    expect((await client.get('user')).status).toBe(200)
    const again = { apiKey: client.apiKey, installationToken: client.installationToken, key: client.key }
    expect((await openSession(bunq, again)).status).toBe(200)
    const second = await openSession(bunq, again)
    expect([second.status, second.check]).toEqual([429, 'bunq-7'])
    expect(second.errors[0]).toContain('1 calls per 30 second')
  })

  it('row 6: takes other buckets, and forgets calls that a clock moved back has not made yet', async () => {
    const bunq = openBunq({ rateLimits: true, buckets: { GET: { calls: 2, seconds: 10 } } })
    const client = await connect(bunq)
    expect((await client.get('user')).status).toBe(200)
    expect((await client.get('user')).status).toBe(200)
    const full = await client.get('user')
    expect(full.errors[0]).toBe('Too many requests. You can do a maximum of 2 calls per 10 second to this endpoint.')
    bunq.clock.advance(-1)
    expect((await client.get('user')).status).toBe(200)
  })

  it('row 6: shares one bucket between accounts', async () => {
    const bunq = openBunq({ rateLimits: true })
    const client = await connect(bunq)
    bunq.clock.advance(31)
    const accounts = await client.get(`user/${client.userId}/monetary-account`)
    const statuses: number[] = []
    for (const { id } of accounts.list.slice(0, 4) as readonly { id?: number }[]) {
      statuses.push((await client.get(`user/${client.userId}/monetary-account/${id}/payment`)).status)
    }
    expect(statuses).toEqual([200, 200, 200, 429])
  })

  it('row 44: answers 491 unsigned while under maintenance', async () => {
    const client = await connect(openBunq())
    await control(client.bunq, 'POST', '/bunq/switches', { maintenance: true })
    const answer = await client.get('user')
    expect([answer.status, answer.check]).toEqual([491, 'bunq-44'])
    expect(answer.headers).not.toHaveProperty('X-Bunq-Server-Signature')
    await control(client.bunq, 'POST', '/bunq/switches', { maintenance: false })
    expect((await client.get('user')).status).toBe(200)
  })

  it('rows 5 and 45: off by default, refused when switched on', async () => {
    const client = await connect(openBunq())
    const call: Call = {
      method: 'GET',
      path: 'user',
      token: client.sessionToken,
      headers: { 'X-Bunq-Client-Request-Id': 'a' },
    }
    const bare = { ...call, without: ['Cache-Control'] }
    for (const sent of [call, call, bare]) expect((await send(client.bunq, sent)).status).toBe(200)
    await control(client.bunq, 'POST', '/bunq/switches', { uniqueRequestIds: true, requireCacheControl: true })
    expect((await send(client.bunq, call)).status).toBe(200)
    const twice = await send(client.bunq, call)
    expect([twice.status, twice.check, twice.errors[0]]).toEqual([400, 'bunq-45', 'Request id has already been used.'])
    const missing = await send(client.bunq, bare)
    expect([missing.check, missing.errors[0]]).toEqual(['bunq-5', 'Header "Cache-Control" is required.'])
  })
})

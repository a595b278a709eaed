import { query } from '@nostro/ledger'
import { type Role, roles, scopesOfRole } from '@nostro/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlainApi, type PlainApi, plainUrl } from './support/open-plain-api.ts'

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
  readonly body: any
}

let server: PlainApi
beforeAll(async () => {
  server = await openPlainApi({ settings: { requestsPerMinute: 10_000, publicUrl: plainUrl } })
})
afterAll(() => server.close())

/** A browser, signed in by a link. */
const signIn = async (userId?: string): Promise<string> => {
  const code = await server.api.services.sessions.createLink(userId)
  const opened = await server.api.services.sessions.redeem(code)
  return `__Host-nostro=${opened?.secret ?? ''}`
}
const browse = async (cookie: string, method: string, path: string, body?: unknown): Promise<Answer> => {
  const request = new Request(`${plainUrl}${path}`, {
    method,
    headers: { Cookie: cookie, Origin: plainUrl, 'Nostro-Request': '1', 'Content-Type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const response = await server.api.fetch(request, { peer: '127.0.0.1' })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}
const newUser = async (name: string, role: Role, more: object = {}): Promise<string> =>
  (await server.call('POST', '/v1/users', { name, role, ...more })).body.id

interface Route {
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly requestBody?: unknown
}

describe.each(roles)('the role %s', (role) => {
  it('8.1: passes each route of the document whose scope it has, and no other', async () => {
    const cookie = await signIn(await newUser(`table ${role}`, role))
    const rows = Object.entries(server.api.document['paths'] as Record<string, Record<string, Route>>).flatMap(
      ([path, methods]) => Object.entries(methods).map(([method, route]) => ({ method, path, route })),
    )
    let refused = 0
    for (const { method, path, route } of rows) {
      const [scope] = route.security?.[0]?.['token'] ?? []
      // Signing out and streams end the round; what follows the scope is tested elsewhere.
      if (scope === undefined || /logout|end-others|stream/.test(path)) continue
      const may = scopesOfRole[role].some((each) => each === scope)
      // Only refusals are tried on routes that change something.
      if (may && method !== 'get') continue
      const body = route.requestBody === undefined ? undefined : {}
      const answer = await browse(cookie, method.toUpperCase(), path.replace(/\{\w+\}/g, 'x'), body)
      expect([method, path, answer.status === 403 && answer.body.code === 'insufficient_scope']).toEqual([
        method,
        path,
        !may,
      ])
      if (!may) refused += 1
    }
    expect(refused === 0).toBe(role === 'admin')
  })
})

describe('people of a team', () => {
  it('tell the page who they are; the owner has no role', async () => {
    const cookie = await signIn(await newUser('Ann', 'viewer'))
    expect((await browse(cookie, 'GET', '/auth/session')).body).toMatchObject({
      name: 'Ann',
      role: 'viewer',
      scopes: ['read'],
    })
    const owner = (await browse(await signIn(), 'GET', '/auth/session')).body
    expect(owner).toMatchObject({ name: 'owner', scopes: expect.arrayContaining(['admin', 'pay:submit']) })
    expect(owner.role).toBeUndefined()
  })

  it('another role holds from the next request on, for browsers and for tokens they made', async () => {
    const id = await newUser('Bo', 'admin')
    const cookie = await signIn(id)
    const made = await browse(cookie, 'POST', '/v1/tokens', { name: 'mine', scopes: ['read', 'admin'] })
    const headers = { Authorization: `Bearer ${made.body.token}` }
    expect((await server.call('GET', '/v1/tokens', undefined, headers)).status).toBe(200)
    await server.call('PATCH', `/v1/users/${id}`, { role: 'viewer' })
    const refused = await server.call('GET', '/v1/tokens', undefined, headers)
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining('viewer') } })
    expect((await browse(cookie, 'GET', '/v1/tokens')).status).toBe(403)
    expect((await server.call('GET', '/v1/accounts', undefined, headers)).status).toBe(200)
  })

  it('7.2: a removed person’s browsers, tokens and links open nothing, and the name is free again', async () => {
    const id = await newUser('Cy', 'admin')
    const cookie = await signIn(id)
    const made = await browse(cookie, 'POST', '/v1/tokens', { name: 'mine', scopes: ['read'] })
    const link = await server.api.services.sessions.createLink(id)
    expect((await server.call('POST', '/v1/users', { name: 'Cy', role: 'viewer' })).status).toBe(409)
    expect((await server.call('DELETE', `/v1/users/${id}`)).status).toBe(200)
    expect((await browse(cookie, 'GET', '/v1/accounts')).status).toBe(401)
    const headers = { Authorization: `Bearer ${made.body.token}` }
    expect((await server.call('GET', '/v1/accounts', undefined, headers)).status).toBe(401)
    expect(await server.api.services.sessions.redeem(link)).toBeUndefined()
    expect((await server.call('DELETE', `/v1/users/${id}`)).status).toBe(404)
    expect((await server.call('POST', '/v1/users', { name: 'Cy', role: 'viewer' })).status).toBe(201)
  })

  it('nobody gives away what they lack: a token of “admin” alone makes no user, link or token beyond it', async () => {
    const headers = { Authorization: `Bearer ${await server.tokenOf('admin')}` }
    const ask = (path: string, body?: object) => server.call('POST', path, body, headers)
    expect((await ask('/v1/users', { name: 'Di', role: 'viewer' })).status).toBe(403)
    expect((await ask('/v1/login-links')).status).toBe(403)
    expect((await ask('/v1/tokens', { name: 'x', scopes: ['read'] })).status).toBe(403)
    expect((await ask('/v1/tokens', { name: 'x', scopes: ['admin'] })).status).toBe(201)
  })

  it('an administrator makes links for people, none for the owner', async () => {
    const cookie = await signIn(await newUser('Ed', 'admin'))
    const viewer = await newUser('Flo', 'viewer')
    expect((await browse(cookie, 'POST', '/v1/login-links')).status).toBe(422)
    const { body } = await browse(cookie, 'POST', `/v1/login-links?userId=${viewer}`)
    const opened = await server.api.services.sessions.redeem(body.code)
    expect((await server.api.services.sessions.find(opened?.secret ?? ''))?.user?.name).toBe('Flo')
  })
})

describe('daily ceilings', () => {
  let key = 0
  const draft = async (amount: string, currency = 'EUR'): Promise<string> => {
    key += 1
    const payment = {
      kind: 'single',
      amount: { amount, currency },
      creditor: { name: 'B', iban: 'NL91ABNA0417164300' },
    }
    const body = { connectionId: server.connection.id, payment }
    return (await server.call('POST', '/v1/payments', body, { 'Idempotency-Key': `k${key}` })).body.id
  }
  const tokenWith = async (ceiling: string): Promise<Record<string, string>> => {
    const dailyCeiling = { amount: ceiling, currency: 'EUR' }
    const wanted = { name: 'capped', scopes: ['read', 'pay:submit', 'admin'], dailyCeiling }
    const { body } = await server.call('POST', '/v1/tokens', wanted)
    expect(body.dailyCeiling).toEqual(dailyCeiling)
    return { Authorization: `Bearer ${body.token}` }
  }
  const submit = async (id: string, headers: Record<string, string>): Promise<Answer> =>
    server.call('POST', `/v1/payments/${id}/submission`, undefined, headers)

  it('a token sends to the cent what it may in a day, and more after midnight (UTC)', async () => {
    const headers = await tokenWith('100.00')
    const before = server.bank.sent.length
    expect((await submit(await draft('60.00'), headers)).status).toBe(200)
    const second = await draft('40.01')
    const refused = await submit(second, headers)
    expect(refused).toMatchObject({ status: 403, body: { code: 'limit_exceeded' } })
    expect(refused.body.detail).toContain('100.00 EUR')
    expect((await submit(await draft('40.00'), headers)).status).toBe(200)
    expect(server.bank.sent.length - before).toBe(2)
    // Noon: one second before midnight is still today.
    const untilMidnight = 86_400_000 - (server.clock.now() % 86_400_000)
    await server.clock.advance(untilMidnight - 1000)
    expect((await submit(second, headers)).status).toBe(403)
    await server.clock.advance(1000)
    expect((await submit(second, headers)).status).toBe(200)
    expect(server.bank.sent.length - before).toBe(3)
  })

  it('what the bank refused does not count; another currency is refused', async () => {
    const headers = await tokenWith('50.00')
    server.bank.paying = 'refused'
    expect((await submit(await draft('50.00'), headers)).body.status).toBe('rejected')
    server.bank.paying = 'accepted'
    expect((await submit(await draft('1.00', 'USD'), headers)).status).toBe(403)
    expect((await submit(await draft('50.00'), headers)).status).toBe(200)
  })

  it('a lost answer counts: the money may have left', async () => {
    const headers = await tokenWith('50.00')
    server.bank.paying = 'lost'
    expect((await submit(await draft('30.00'), headers)).status).toBe(202)
    server.bank.paying = 'accepted'
    expect((await submit(await draft('20.01'), headers)).status).toBe(403)
  })

  it('many at the same moment do not get past it', async () => {
    const headers = await tokenWith('50.00')
    const drafts = await Promise.all(Array.from({ length: 12 }, () => draft('10.00')))
    const answers = await Promise.all(drafts.map((id) => submit(id, headers)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(7)
  })

  it('a person’s holds over all of their browsers and tokens, and is not got round by a new one', async () => {
    const id = await newUser('Gil', 'admin', { dailyCeiling: { amount: '70.00', currency: 'EUR' } })
    const cookie = await signIn(id)
    const made = await browse(cookie, 'POST', '/v1/tokens', { name: 'own', scopes: ['pay:submit'] })
    expect(made.status).toBe(201)
    expect((await browse(cookie, 'POST', `/v1/payments/${await draft('50.00')}/submission`)).status).toBe(200)
    const headers = { Authorization: `Bearer ${made.body.token}` }
    expect((await submit(await draft('20.01'), headers)).status).toBe(403)
    const raise = { dailyCeiling: null }
    expect((await browse(cookie, 'PATCH', `/v1/users/${id}`, raise)).status).toBe(403)
    expect((await browse(cookie, 'POST', '/v1/users', { name: 'Hal', role: 'payer' })).status).toBe(403)
    const capped = await tokenWith('10.00')
    const wider = { name: 'wider', scopes: ['pay:submit'] }
    expect((await server.call('POST', '/v1/tokens', wider, capped)).status).toBe(403)
    expect((await submit(await draft('20.00'), headers)).status).toBe(200)
  })
})

it('6.3: a proof by passkey is asked of the person’s own keys, and the list shows theirs alone', async () => {
  const ids = [await newUser('Ida', 'payer'), undefined]
  for (const [index, id] of ids.entries()) {
    await server.store.write(() =>
      query(
        `insert into server_passkey (id, credential_id, name, public_key, counter, transports, created_at, user_id)
          values (?, ?, 'key', ?, 0, '', 0, ?)`,
        `psk_${index}`,
        `credential${index}`,
        new Uint8Array(1),
        id ?? null,
      ),
    )
  }
  for (const [index, id] of ids.entries()) {
    const cookie = await signIn(id)
    const { body } = await browse(cookie, 'GET', '/auth/passkeys')
    expect(body.data.map((each: { id: string }) => each.id)).toEqual([`psk_${index}`])
    const challenge = await browse(cookie, 'POST', '/auth/verification/challenge')
    expect(challenge.body.options.allowCredentials).toMatchObject([{ id: `credential${index}` }])
    expect((await browse(cookie, 'DELETE', `/auth/passkeys/psk_${1 - index}`)).status).toBe(404)
  }
})

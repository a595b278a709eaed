import { query } from '@nostro/ledger'
import { createServerAccess, verifyAudit } from '@nostro/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApi, publicUrl, type TestApi } from './support/open-test-api.ts'

interface Route {
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly requestBody?: { readonly required?: boolean }
}

/** Ways to become somebody, and what says that the server lives: nobody is somebody yet there. */
const open: readonly string[] = [
  '/health',
  '/ready',
  '/auth/session',
  '/auth/login',
  '/auth/passkeys/login',
  '/auth/passkeys/login/challenge',
  '/auth/recovery-codes/login',
  '/auth/bankid',
  '/auth/bankid/answer',
]

describe('who may do what', () => {
  let server: TestApi
  beforeAll(async () => {
    server = await openTestApi()
  })
  afterAll(() => server.close())

  const routes = (): readonly { readonly method: string; readonly path: string; readonly route: Route }[] =>
    Object.entries(server.api.document['paths'] as Record<string, Record<string, Route>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => ({ method: method.toUpperCase(), path, route })),
    )
  const call = (path: string, init: RequestInit = {}) =>
    server.fetch(path, { ...init, headers: { Authorization: `Bearer ${server.token}`, ...init.headers } })

  it('8.1: every route of the document names its scope and refuses a token that has all the others', async () => {
    const { scopes } = await import('@nostro/server')
    for (const { method, path, route } of routes()) {
      const [needed] = route.security?.[0]?.['token'] ?? []
      if (needed === undefined) {
        expect(open).toContain(path)
        continue
      }
      const others = scopes.filter((scope) => scope !== needed)
      const { token } = await server.api.services.tokens.create({ name: 'others', scopes: others })
      const init = { method, ...(route.requestBody && { body: '{}' }) }
      const headers = { 'Content-Type': 'application/json' }
      const address = path.replace(/\{\w+\}/g, 'x')
      const refused = await server.fetch(address, {
        ...init,
        headers: { ...headers, Authorization: `Bearer ${token}` },
      })
      expect([refused.status, path]).toEqual([403, path])
      const unknown = await server.fetch(address, { ...init, headers })
      // Where a browser signs in, the page that asks is looked at before who asks.
      expect([unknown.status, path]).toEqual([path.startsWith('/auth/bankid') ? 403 : 401, path])
    }
  })

  it('2.1: bodies are required, and unknown members are refused', async () => {
    for (const { route, path } of routes())
      if (route.requestBody) expect([path, route.requestBody.required]).toEqual([path, true])
    const response = await call('/v1/syncs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"surprise":1}',
    })
    expect(response.status).toBe(422)
    const none = await call('/v1/syncs', { method: 'POST' })
    expect(none.status).toBeGreaterThanOrEqual(400)
  })

  it('3.5.1: a session changes nothing from another site, by a form, or without our header', async () => {
    const code = await server.api.services.sessions.createLink()
    const own = { Origin: publicUrl, 'Nostro-Request': '1', 'Content-Type': 'application/json' }
    const login = await server.fetch('/auth/login', { method: 'POST', headers: own, body: JSON.stringify({ code }) })
    expect(login.status).toBe(200)
    const cookie = login.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^__Host-nostro=/)
    for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute)
    const session = { Cookie: cookie.split(';')[0] ?? '' }
    const post = (headers: Record<string, string>) =>
      server.fetch('/v1/syncs', { method: 'POST', headers: { ...session, ...headers }, body: '{}' })
    expect((await post({ ...own, Origin: 'https://evil.example' })).status).toBe(403)
    expect((await post({ ...own, Origin: 'http://127.0.0.1:1' })).status).toBe(403)
    expect((await post({ Origin: publicUrl, 'Content-Type': 'application/json' })).status).toBe(403)
    expect((await post({ 'Nostro-Request': '1', 'Content-Type': 'application/json' })).status).toBe(403)
    expect((await post({ ...own, 'Content-Type': 'text/plain' })).status).toBe(415)
    // No connection is there: the request itself is allowed.
    expect((await post(own)).status).toBe(422)
    const both = await server.fetch('/v1/status', { headers: { ...session, Authorization: `Bearer ${server.token}` } })
    expect(both.status).toBe(400)
    expect((await server.fetch('/v1/status', { headers: session })).status).toBe(200)
    expect((await server.fetch('/auth/logout', { method: 'POST', headers: { ...session, ...own } })).status).toBe(200)
    expect((await server.fetch('/v1/status', { headers: session })).status).toBe(401)
    const reused = await server.fetch('/auth/login', { method: 'POST', headers: own, body: JSON.stringify({ code }) })
    expect(reused.status).toBe(401)
  })

  it('secrets are kept as hashes alone', async () => {
    const rows = await server.store.read(() => query('select * from server_token'))
    expect(JSON.stringify(rows)).not.toContain(server.token)
  })

  it('3.2.1: data is no page, and a body must be JSON', async () => {
    expect((await call('/v1/accounts', { headers: { 'Sec-Fetch-Dest': 'document' } })).status).toBe(406)
    const zipped = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
    expect((await call('/v1/syncs', { method: 'POST', headers: zipped, body: '{}' })).status).toBe(415)
    const large = await call('/v1/syncs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': '70000' },
      body: ' '.repeat(70_000),
    })
    expect(large.status).toBe(413)
  })

  it('1.2.2: a returnUrl is a path of this server or one of the list', async () => {
    for (const returnUrl of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const response = await call('/v1/connections', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ provider: 'ing', returnUrl }),
      })
      expect([returnUrl, response.status]).toEqual([returnUrl, 422])
    }
  })

  it('a connection is made over the API: challenge, answer once, sync, pages by a signed cursor, the feed equals the list', async () => {
    const send = async (path: string, body: unknown) => {
      const headers = { 'Content-Type': 'application/json' }
      const response = await call(path, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }
    const get = async (path: string) => (await (await call(path)).json()) as Record<string, unknown>
    const started = await send('/v1/connections', { provider: 'ing', country: 'NL' })
    expect(started.status).toBe(201)
    const challenge = started.body['challenge'] as { id: string; view: { url: string } }
    expect(JSON.stringify(started.body)).not.toContain('serverState')
    const redirectUrl = await server.simulators.control.decideIngConsent(challenge.view.url)
    const [one, two] = await Promise.all([
      send(`/v1/challenges/${challenge.id}/answer`, { redirectUrl }),
      send(`/v1/challenges/${challenge.id}/answer`, { redirectUrl }),
    ])
    expect([one.status, two.status].toSorted()).toEqual([200, 409])
    const sync = await send('/v1/syncs', {})
    expect(sync.status).toBe(202)
    const done = await get(`/v1/syncs/${sync.body['id'] as string}?wait=true`)
    expect(done).toMatchObject({ status: 'completed', problems: 0 })
    const ids: string[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page = await get(`/v1/transactions?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`)
      ids.push(...(page['data'] as { id: string }[]).map(({ id }) => id))
      cursor = page['nextCursor'] as string | undefined
    }
    expect(ids.length).toBe(done['added'])
    const page = await get('/v1/transactions?limit=1')
    const other = await call(`/v1/transactions?limit=1&q=x&cursor=${page['nextCursor'] as string}`)
    expect(other.status).toBe(422)
    const folded = new Set<string>()
    for (let [cursor, more] = ['', true]; more; ) {
      const part = await get(`/v1/transactions/changes?limit=400${cursor === '' ? '' : `&cursor=${cursor}`}`)
      for (const { id } of [...(part['added'] as { id: string }[]), ...(part['modified'] as { id: string }[])])
        folded.add(id)
      cursor = part['nextCursor'] as string
      more = part['hasMore'] as boolean
    }
    expect([...folded].toSorted()).toEqual(ids.toSorted())
    const events = (await get('/v1/events'))['data'] as { type: string }[]
    const types = events.map(({ type }) => type)
    for (const type of ['connection.created', 'sync.started', 'transactions.changed', 'sync.completed'])
      expect(types).toContain(type)
  })

  it('the audit chain breaks when a line is changed or taken out', async () => {
    const { audit } = await createServerAccess(server.store, {
      clock: server.clock,
      random: { bytes: () => new Uint8Array(16), uuid: () => '', fraction: () => 0 },
    })
    for (const action of ['one', 'two', 'three'])
      await audit.record({ actor: 'test', via: 'command', action, outcome: 'done' })
    const whole = await verifyAudit(server.store)
    expect(whole.holds).toBe(true)
    const last = whole.lines
    const [row] = await server.store.read(() =>
      query<{ body: string }>('select body from server_audit where seq = ?', last - 1),
    )
    const change = (body: string) =>
      server.store.write(() => query('update server_audit set body = ? where seq = ?', body, last - 1))
    await change((row?.body ?? '').replace('two', 'too'))
    expect(await verifyAudit(server.store)).toMatchObject({ holds: false, brokenAt: last - 1 })
    await change(row?.body ?? '')
    expect((await verifyAudit(server.store)).holds).toBe(true)
    await server.store.write(() => query('delete from server_audit where seq = ?', last - 1))
    expect(await verifyAudit(server.store)).toMatchObject({ holds: false, brokenAt: last })
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import { openPlainApi, type PlainApi, plainUrl } from './support/open-plain-api.ts'

/** A server, and a try to do what must not be possible. */
interface Row {
  /** Of OWASP ASVS 5.0. */
  readonly row: string
  readonly defence: string
  /** The file that defends, from the sources, and what stands in its place when it is taken out. */
  readonly file: string
  readonly without: (original: Record<string, unknown>) => Record<string, unknown>
  /** True: the attack came through. */
  readonly attack: (server: PlainApi) => Promise<boolean>
}

const pass = async (_: unknown, next: () => Promise<void>): Promise<void> => next()

/** A browser of the owner, signed in by a link. */
const cookieOf = async ({ api }: PlainApi): Promise<string> => {
  const session = await api.services.sessions.redeem(await api.services.sessions.createLink())
  return `__Host-nostro=${session?.secret ?? ''}`
}

const send = (server: PlainApi, method: string, path: string, headers: Record<string, string>, body?: string) =>
  server.api.fetch(new Request(`${plainUrl}${path}`, { method, headers, ...(body === undefined ? {} : { body }) }), {
    peer: '127.0.0.1',
  })

const rowsOf = async ({ store }: PlainApi, table: string): Promise<string> => {
  const { query } = await import('@nostro/ledger')
  const rows = await store.read(() => query<Record<string, unknown>>(`select * from ${table}`))
  return rows
    .flatMap((row) => Object.values(row))
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
    .join('\n')
}

const invoice = {
  number: '1',
  direction: 'receivable',
  total: { amount: '1.00', currency: 'EUR' },
  issuedOn: '2026-03-01',
  customer: { id: 'c' },
}

const table: readonly Row[] = [
  {
    row: '3.5.1',
    defence: 'a page of another site cannot use the browser’s session',
    file: '../src/auth/same-origin.ts',
    without: () => ({ assertSameOrigin: () => undefined }),
    attack: async (server) => {
      const headers = {
        Cookie: await cookieOf(server),
        Origin: 'https://evil.example',
        'Content-Type': 'application/json',
      }
      return (await send(server, 'POST', '/v1/invoices', headers, JSON.stringify(invoice))).status === 201
    },
  },
  {
    row: '3.5.2',
    defence: 'a form’s content type is no JSON',
    file: '../src/api/middleware.ts',
    without: (original) => ({ ...original, requireJson: pass }),
    attack: async (server) =>
      (await server.call('POST', '/v1/invoices', JSON.stringify(invoice), { 'Content-Type': 'application/x+json' }))
        .status === 201,
  },
  {
    row: '3.2.1',
    defence: 'data is not opened as a page',
    file: '../src/api/middleware.ts',
    without: (original) => ({ ...original, refuseDocuments: pass }),
    attack: async (server) =>
      (await server.call('GET', '/v1/accounts', undefined, { 'Sec-Fetch-Dest': 'document' })).status === 200,
  },
  {
    row: '2.4.1, 6.3.1',
    defence: 'a caller is limited',
    file: '../src/api/middleware.ts',
    without: (original) => ({ ...original, limitRequests: () => pass }),
    attack: async (server) => {
      for (let count = 0; count < 40; count += 1) await server.call('GET', '/v1/accounts')
      return (await server.call('GET', '/v1/accounts')).status === 200
    },
  },
  {
    row: '2.1, 4.x',
    defence: 'a body is bounded',
    file: '../src/api/body-limit.ts',
    without: () => ({ limitBody: () => pass }),
    attack: async (server) => {
      const body = JSON.stringify({ name: 'x'.repeat(70_000), scopes: ['read'] })
      const headers = { 'Content-Length': String(body.length) }
      return (await server.call('POST', '/v1/tokens', body, headers)).status !== 413
    },
  },
  {
    row: '8.1–8.4',
    defence: 'a route needs its scope',
    file: '../src/auth/authenticate.ts',
    without: (original) => ({
      ...original,
      requireScope: () => pass,
      secured: () => ({ security: [], middleware: pass }),
    }),
    attack: async (server) => {
      const headers = { Authorization: `Bearer ${await server.tokenOf('read')}` }
      return (await server.call('GET', '/v1/audit', undefined, headers)).status === 200
    },
  },
  {
    row: '2.2, 8.3',
    defence: 'a cursor belongs to its query',
    file: '../src/api/cursors.ts',
    without: (original) => ({
      ...original,
      readCursor: (_: unknown, __: unknown, given?: string) => given?.split('.')[1],
    }),
    attack: async (server) => {
      for (const number of ['1', '2']) await server.call('POST', '/v1/invoices', { ...invoice, number })
      const { nextCursor } = (await server.call('GET', '/v1/invoices?limit=1')).body
      return (await server.call('GET', `/v1/invoices?limit=1&state=open&cursor=${nextCursor}`)).status === 200
    },
  },
  {
    row: '1.3.6, 13.2.4',
    defence: 'webhooks go to the public internet alone',
    file: '../src/webhooks/webhook-url.ts',
    without: (original) => ({ ...original, parseWebhookUrl: (text: string) => new URL(text) }),
    attack: async (server) =>
      (await server.call('POST', '/v1/webhooks', { url: 'https://169.254.169.254/' })).status === 201,
  },
  {
    row: '11.x, 14.2',
    defence: 'secrets are sealed in the database',
    file: '../src/store/seal.ts',
    without: () => ({
      createSealer: () => ({
        seal: (_: string, text: string) => Buffer.from(text),
        open: (_: string, bytes: Uint8Array) => Buffer.from(bytes).toString(),
        sign: () => 'x',
      }),
    }),
    attack: async (server) => {
      await server.call('POST', '/v1/webhooks', { url: 'https://hook.example/' })
      return (await rowsOf(server, 'server_webhook')).includes('whsec_')
    },
  },
  {
    row: '6.x, 7.2',
    defence: 'links and sessions are kept as hashes',
    file: '../src/auth/api-tokens.ts',
    without: (original) => ({ ...original, hashSecret: (secret: string) => secret }),
    attack: async (server) => {
      const code = await server.api.services.sessions.createLink()
      return (await rowsOf(server, 'server_login_link')).includes(code)
    },
  },
  {
    row: '6.4, 8.3.2',
    defence: 'a browser’s payment needs a fresh proof of its person',
    file: '../src/auth/step-up.ts',
    without: (original) => ({ ...original, assertFresh: () => undefined }),
    attack: async (server) => {
      const payment = {
        kind: 'single',
        amount: { amount: '5.00', currency: 'EUR' },
        creditor: { name: 'B', iban: 'NL91ABNA0417164300' },
      }
      const key = { 'Idempotency-Key': 'k' }
      const { id } = (await server.call('POST', '/v1/payments', { connectionId: server.connection.id, payment }, key))
        .body
      const cookie = await cookieOf(server)
      await server.clock.advance(10 * 60_000)
      const headers = { Cookie: cookie, Origin: plainUrl, 'Nostro-Request': '1' }
      await send(server, 'POST', `/v1/payments/${id}/submission`, headers)
      return server.bank.sent.length > 0
    },
  },
  {
    row: '3.4',
    defence: 'every answer has its headers',
    file: '../src/api/middleware.ts',
    without: (original) => ({
      ...original,
      frameAnswers: () => async (c: { set(name: string, value: string): void }, next: () => Promise<void>) => {
        c.set('requestId', 'req')
        await next()
      },
    }),
    attack: async (server) => {
      const { headers } = await server.call('GET', '/v1/accounts')
      const wanted = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }
      return Object.entries(wanted).some(([name, value]) => headers.get(name) !== value)
    },
  },
  {
    row: '8.2, 8.3',
    defence: 'a person of a team does what their role may',
    file: '../src/auth/roles.ts',
    without: (original) => ({ ...original, limitToRole: (wanted: readonly string[]) => new Set(wanted) }),
    attack: async (server) => {
      const { id } = (await server.call('POST', '/v1/users', { name: 'Ann', role: 'viewer' })).body
      const { sessions } = server.api.services
      const opened = await sessions.redeem(await sessions.createLink(id))
      const headers = { Cookie: `__Host-nostro=${opened?.secret ?? ''}` }
      return (await send(server, 'GET', '/v1/tokens', headers)).status === 200
    },
  },
  {
    row: '8.2, 8.4',
    defence: 'nobody gives away what they lack',
    file: '../src/auth/may-give.ts',
    without: () => ({ assertMayGive: () => undefined }),
    attack: async (server) => {
      const headers = { Authorization: `Bearer ${await server.tokenOf('admin')}` }
      const wanted = { name: 'more', scopes: ['pay:submit'] }
      return (await server.call('POST', '/v1/tokens', wanted, headers)).status === 201
    },
  },
  {
    row: '2.3.2, 2.4',
    defence: 'a token sends no more in a day than it may',
    file: '../src/auth/payment-ceiling.ts',
    without: (original) => ({
      ...original,
      countPayment: function* () {
        yield* []
      },
    }),
    attack: async (server) => {
      const dailyCeiling = { amount: '1.00', currency: 'EUR' }
      const made = await server.call('POST', '/v1/tokens', { name: 'capped', scopes: ['pay:submit'], dailyCeiling })
      const creditor = { name: 'B', iban: 'NL91ABNA0417164300' }
      const payment = { kind: 'single', amount: { amount: '1.01', currency: 'EUR' }, creditor }
      const body = { connectionId: server.connection.id, payment }
      const { id } = (await server.call('POST', '/v1/payments', body, { 'Idempotency-Key': 'k' })).body
      const headers = { Authorization: `Bearer ${made.body.token}` }
      await server.call('POST', `/v1/payments/${id}/submission`, undefined, headers)
      return server.bank.sent.length > 0
    },
  },
  {
    row: '2.3.3',
    defence: 'a repeat under the same key does nothing again',
    file: '../src/idempotency/keep-answers.ts',
    without: (original) => ({ ...original, keepAnswers: () => pass }),
    attack: async (server) => {
      const key = { 'Idempotency-Key': 'once' }
      const create = () => server.call('POST', '/v1/webhooks', { url: 'https://hook.example/' }, key)
      const [first, second] = [await create(), await create()]
      return first.body.id !== second.body.id
    },
  },
]

describe.each(table)('$row: $defence', ({ file, without, attack }) => {
  let server: PlainApi | undefined
  afterEach(async () => {
    await server?.close()
    vi.doUnmock(file)
    vi.resetModules()
  })
  const settings = { requestsPerMinute: 40 }

  it('holds', async () => {
    server = await openPlainApi({ settings })
    expect(await attack(server)).toBe(false)
  })

  it('taken out, the attack comes through', async () => {
    vi.resetModules()
    vi.doMock(file, async (original) => without(await original<Record<string, unknown>>()))
    const { createApi } = await import('../src/api/create-api.ts')
    server = await openPlainApi({ settings, createApi })
    expect(await attack(server)).toBe(true)
  })
})

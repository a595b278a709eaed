import { request as httpRequest } from 'node:http'
import type { RunningServer } from '@nostro/server'
import { browse, cookieOf, type Defence, fresh, invoice, pass, send } from './defence.ts'

/** Every header that ASVS 3.4 and server.md ask for, on data as on pages. */
const wantedHeaders: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/,
  'cache-control': /^no-store$/,
  'content-security-policy': /default-src 'none'; frame-ancestors 'none'/,
  'referrer-policy': /^same-origin$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
  'request-id': /^req_/,
}

const statusOf = ({ port }: RunningServer, path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', reject)
    request.end()
  })

/** Of requests: who asks, from where, how much, and what the answer gives away. */
export const requestDefences: readonly Defence[] = [
  {
    row: '3.5.1',
    defence: 'a page of another site cannot use the browser’s session',
    file: '../src/auth/same-origin.ts',
    without: () => ({ assertSameOrigin: () => undefined }),
    attack: async ({ server }) => {
      const headers = {
        Cookie: await cookieOf(server),
        Origin: 'https://evil.example',
        'Content-Type': 'application/json',
      }
      const body = JSON.stringify({ ...invoice, number: fresh('x') })
      return (await send(server, 'POST', '/v1/invoices', headers, body)).status === 201
    },
  },
  {
    row: '3.5.2',
    defence: 'a form’s content type is no JSON',
    file: '../src/api/middleware.ts',
    without: () => ({ requireJson: pass }),
    attack: async ({ server }) => {
      const body = JSON.stringify({ ...invoice, number: fresh('x') })
      const answer = await server.call('POST', '/v1/invoices', body, { 'Content-Type': 'application/x+json' })
      return answer.status === 201
    },
  },
  {
    row: '3.4.2, 3.5.4',
    defence: 'pages of other sites read nothing',
    file: '../src/api/cross-origin.ts',
    without: () => ({
      crossOrigin:
        () =>
        async (
          c: { req: Request & { header(name: string): string }; header(n: string, v: string): void },
          next: () => Promise<void>,
        ) => {
          await next()
          c.header('Access-Control-Allow-Origin', c.req.header('origin'))
          c.header('Access-Control-Allow-Credentials', 'true')
        },
    }),
    attack: async ({ server }) => {
      const { headers } = await server.call('GET', '/v1/accounts', undefined, { Origin: 'https://evil.example' })
      return headers.has('access-control-allow-origin') || headers.has('access-control-allow-credentials')
    },
  },
  {
    row: '3.2.1',
    defence: 'data is not opened as a page',
    file: '../src/api/middleware.ts',
    without: () => ({ refuseDocuments: pass }),
    attack: async ({ server }) =>
      (await server.call('GET', '/v1/accounts', undefined, { 'Sec-Fetch-Dest': 'document' })).status === 200,
  },
  {
    row: '3.4.1–3.4.6',
    defence: 'every answer has its headers, and HSTS behind TLS with a real name',
    file: '../src/api/middleware.ts',
    alone: { settings: { publicUrl: 'https://bank.example' } },
    without: () => ({
      frameAnswers: () => async (c: { set(name: string, value: string): void }, next: () => Promise<void>) => {
        c.set('requestId', 'req')
        await next()
      },
    }),
    attack: async ({ server }) => {
      const { headers } = await server.call('GET', '/v1/accounts')
      const isMissing = Object.entries(wantedHeaders).some(([name, value]) => !value.test(headers.get(name) ?? ''))
      return isMissing || !/max-age=31536000/.test(headers.get('strict-transport-security') ?? '')
    },
  },
  {
    row: '4.1.3, 13.2',
    defence: 'a name that was rebound to this machine is not answered',
    file: '../src/front/allowed-hosts.ts',
    without: () => ({ addressingOf: () => 'ours' }),
    attack: async ({ listen }) => (await statusOf(await listen(), '/health', { Host: 'evil.example' })) === 200,
  },
  {
    row: '4.1.3, 6.3.1',
    defence: 'a caller does not choose the address that counts',
    file: '../src/front/peer-of.ts',
    without: () => ({ peerOf: ({ headers }: { headers: Record<string, string> }) => headers['x-forwarded-for'] }),
    // Figures are for this machine: a caller who writes its own address is nobody of this machine.
    attack: async ({ listen }) =>
      (await statusOf(await listen(), '/metrics', { 'X-Forwarded-For': '198.51.100.7' })) === 401,
  },
  {
    row: '2.4.1',
    defence: 'a caller is limited',
    file: '../src/api/middleware.ts',
    without: () => ({ limitRequests: () => pass }),
    alone: { settings: { requestsPerMinute: 40 } },
    attack: async ({ server }) => {
      for (let count = 0; count < 40; count += 1) await server.call('GET', '/v1/accounts')
      return (await server.call('GET', '/v1/accounts')).status === 200
    },
  },
  {
    row: '6.3.1',
    defence: 'ten tries a minute to sign in, by link and by recovery code',
    file: '../src/api/middleware.ts',
    without: () => ({ limitRequests: () => pass }),
    alone: {},
    attack: async ({ server }) => {
      const statuses: number[] = []
      for (const path of ['/auth/login', '/auth/recovery-codes/login']) {
        for (let count = 0; count < 11; count += 1)
          statuses.push((await browse(server, 'POST', path, { body: { code: 'guessed' } })).status)
      }
      return statuses.filter((status) => status === 429).length !== 2
    },
  },
  {
    row: '2.1, 4.x',
    defence: 'a body is bounded',
    file: '../src/api/body-limit.ts',
    without: () => ({ limitBody: () => pass }),
    attack: async ({ server }) => {
      const body = JSON.stringify({ name: 'x'.repeat(70_000), scopes: ['read'] })
      const headers = { 'Content-Length': String(body.length) }
      return (await server.call('POST', '/v1/tokens', body, headers)).status !== 413
    },
  },
  {
    row: '2.2, 15.3.3',
    defence: 'members that a route does not know are refused',
    file: '@hono/zod-openapi',
    whenLoaded: true,
    without: (original) => {
      const z = original['z'] as Readonly<Record<string, unknown>>
      return { ...original, z: { ...z, strictObject: z['object'] } }
    },
    attack: async ({ server }) =>
      (await server.call('POST', '/v1/tokens', { name: 'x', scopes: ['read'], surprise: true })).status === 201,
  },
  {
    row: '8.1–8.4',
    defence: 'a route needs its scope',
    file: '../src/auth/authenticate.ts',
    whenLoaded: true,
    without: (original) => ({
      ...original,
      requireScope: () => pass,
      secured: () => ({ security: [], middleware: pass }),
    }),
    attack: async ({ server }) => {
      const headers = { Authorization: `Bearer ${await server.tokenOf('read')}` }
      return (await server.call('GET', '/v1/audit', undefined, headers)).status === 200
    },
  },
  {
    row: '2.2, 8.3',
    defence: 'a cursor belongs to its query',
    file: '../src/api/cursors.ts',
    without: () => ({ readCursor: (_: unknown, __: unknown, given?: string) => given?.split('.')[1] }),
    attack: async ({ server }) => {
      for (const number of [fresh('n'), fresh('n')]) await server.call('POST', '/v1/invoices', { ...invoice, number })
      const { nextCursor } = (await server.call('GET', '/v1/invoices?limit=1')).body
      return (await server.call('GET', `/v1/invoices?limit=1&state=open&cursor=${nextCursor}`)).status === 200
    },
  },
  {
    row: '1.2.2, 3.7.2',
    defence: 'a bank’s redirect is sent on to pages of ours alone',
    file: '../src/challenges/return-url.ts',
    without: () => ({ assertReturnUrl: () => undefined }),
    attack: async ({ server }) => {
      const urls = ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']
      for (const returnUrl of urls)
        if ((await server.call('POST', '/v1/connections', { provider: 'memory', returnUrl })).status === 201)
          return true
      return false
    },
  },
  {
    row: '13.4.2, 16.5.1',
    defence: 'a fault of ours says nothing of the inside',
    file: '../src/errors/problem.ts',
    without: () => ({ problemResponse: (error: Error) => new Response(error.stack, { status: 500 }) }),
    alone: {
      parts: {
        connections: {
          records: () => Promise.reject(new Error('password=hunter2 at /etc/inside')),
        } as never,
      },
    },
    attack: async ({ server }) => {
      const { status, body } = await server.call('GET', '/v1/connections')
      return status !== 500 || /hunter2|inside|at .*\.ts/.test(JSON.stringify(body))
    },
  },
  {
    row: '1.2.1',
    defence: 'a page without script shows texts of banks as text',
    file: '../src/pages/escape-text.ts',
    without: () => ({ escapeText: (text: string) => text }),
    attack: async ({ load }) => {
      const { page } = (await load('../src/pages/page.ts')) as unknown as typeof import('../../../src/pages/page.ts')
      const c = { html: (text: string) => new Response(text) } as never
      return (await page(c, 200, { title: 'x', text: '<img src=x onerror=alert(1)>' }).text()).includes('<img')
    },
  },
]

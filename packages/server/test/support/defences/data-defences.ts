import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import type { Logger } from '@nostro/core'
import { query } from '@nostro/ledger'
import { browse, cookieOf, type Defence, fresh, newDraft, pass, textOf, withoutSql } from './defence.ts'

const lines: string[] = []
const note = (fields: unknown, message?: unknown): void => {
  lines.push(JSON.stringify([fields, message]))
}
const logger = { debug: note, info: note, warn: note, error: note } as unknown as Logger
const iban = 'NL91ABNA0417164300'

/** Of what is kept, sent and written down. */
export const dataDefences: readonly Defence[] = [
  {
    row: '1.2.10, 1.3.x',
    defence: 'cells of an export are no formulas',
    file: '../src/exports/harmless-cell.ts',
    without: () => ({ harmlessCell: (text: string) => text }),
    attack: async ({ server }) => {
      server.bank.entries = ['=cmd()', '+1+2', '-2+3', '@sum(1)', '\t=1', ' =1'].map((text, index) => ({
        id: `b${index}`,
        day: '2026-03-09',
        amount: '-1.00',
        text,
        name: text,
      }))
      await server.read()
      const rows = String((await server.call('GET', '/v1/exports/csv')).body)
        .trim()
        .split('\r\n')
      return rows.slice(1).some((row) => row.split(',').some((cell) => /^"?\s*[=+@]|^"?\s*-[^\d]|^"?-2\+/.test(cell)))
    },
  },
  {
    row: '1.3.6, 13.2.4',
    defence: 'a webhook names no address of the inside',
    file: '../src/webhooks/webhook-url.ts',
    without: () => ({ parseWebhookUrl: (text: string) => new URL(text) }),
    attack: async ({ server }) =>
      (await server.call('POST', '/v1/webhooks', { url: 'https://169.254.169.254/' })).status === 201,
  },
  {
    row: '1.3.6, 15.3.2',
    defence: 'a webhook’s name that leads to the inside is not connected to',
    file: '../src/webhooks/public-address.ts',
    without: () => ({ isPublicAddress: () => true }),
    alone: { parts: { resolveHost: async () => ['127.0.0.1'] } },
    attack: async ({ server }) => {
      let visits = 0
      const inside = createServer((socket) => {
        visits += 1
        socket.destroy()
      })
      await new Promise<void>((resolve) => {
        inside.listen(0, '127.0.0.1', resolve)
      })
      const { port } = inside.address() as AddressInfo
      const { body } = await server.call('POST', '/v1/webhooks', { url: `https://hook.example:${port}/` })
      await server.call('POST', `/v1/webhooks/${body.id}/test`)
      inside.close()
      return visits > 0
    },
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
    attack: async ({ server }) => {
      await server.call('POST', '/v1/webhooks', { url: 'https://hook.example/' })
      return (await textOf(server, 'server_webhook')).includes('whsec_')
    },
  },
  {
    row: '14.2.1, 16.2.5',
    defence: 'the log has routes, and neither addresses nor credentials',
    file: '../src/api/middleware.ts',
    without: () => ({
      frameAnswers:
        ({ logger: own }: { logger: Logger }) =>
        async (c: { req: { raw: Request }; set(name: string, value: string): void }, next: () => Promise<void>) => {
          c.set('requestId', 'req')
          own.info({ url: c.req.raw.url, headers: JSON.stringify([...c.req.raw.headers]) }, 'Asked.')
          await next()
        },
    }),
    alone: { parts: { logger } },
    attack: async ({ server }) => {
      lines.splice(0)
      await server.call('GET', `/v1/transactions?q=${iban}`)
      await server.call('GET', '/v1/transactions', undefined, { 'X-Forged': `a %0d%0a{"level":30}` })
      const text = lines.join('\n')
      return !text.includes('/v1/transactions') || text.includes(iban) || text.includes(server.token)
    },
  },
  {
    row: '16.2, 16.4',
    defence: 'a changed line of the audit is found',
    file: '../src/audit/chain-hash.ts',
    without: () => ({ chainHash: () => '0'.repeat(64) }),
    alone: {},
    attack: async ({ server }) => {
      for (const name of ['one', 'two']) await server.call('POST', '/v1/tokens', { name, scopes: ['read'] })
      await server.store.write(() =>
        query("update server_audit set body = replace(body, 'token.create', 'token.revoke') where seq = 1"),
      )
      return (await server.call('GET', '/v1/audit/verification')).body.holds === true
    },
  },
  {
    row: '2.3.2, 2.4',
    defence: 'a token sends no more in a day than it may',
    file: '../src/auth/payment-ceiling.ts',
    without: () => ({
      countPayment: function* () {
        yield* []
      },
    }),
    attack: async ({ server }) => {
      const dailyCeiling = { amount: '1.00', currency: 'EUR' }
      const made = await server.call('POST', '/v1/tokens', { name: 'capped', scopes: ['pay:submit'], dailyCeiling })
      const headers = { Authorization: `Bearer ${made.body.token}` }
      const path = `/v1/payments/${await newDraft(server, '1.01')}/submission`
      return (await server.call('POST', path, undefined, headers)).status === 200
    },
  },
  {
    row: '2.3.4, 15.4.2',
    defence: 'of many that submit a payment one does',
    file: '@nostro/ledger',
    without: withoutSql(
      'where id = ? and revision = ? returning',
      'where id = ? and (revision = ? or 1 = 1) returning',
    ),
    attack: async ({ server }) => {
      const path = `/v1/payments/${await newDraft(server, '2.00')}/submission`
      const answers = await Promise.all(Array.from({ length: 8 }, () => server.call('POST', path)))
      return answers.filter(({ status }) => status === 200).length !== 1
    },
  },
  {
    row: '8.3.2',
    defence: 'a browser’s payment needs a fresh proof of its person',
    file: '../src/auth/step-up.ts',
    without: () => ({ assertFresh: () => undefined }),
    alone: {},
    attack: async ({ server }) => {
      const id = await newDraft(server, '5.00')
      const cookie = await cookieOf(server)
      await server.clock.advance(10 * 60_000)
      await browse(server, 'POST', `/v1/payments/${id}/submission`, { cookie })
      return server.bank.sent.length > 0
    },
  },
  {
    row: '2.3.3',
    defence: 'a repeat under the same key does nothing again',
    file: '../src/idempotency/keep-answers.ts',
    without: () => ({ keepAnswers: () => pass }),
    attack: async ({ server }) => {
      const key = { 'Idempotency-Key': fresh('once') }
      const create = () => server.call('POST', '/v1/webhooks', { url: 'https://hook.example/' }, key)
      const [first, second] = [await create(), await create()]
      return first.body.id !== second.body.id
    },
  },
]

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPostgresStore } from '@nostro/ledger/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresMissing, startPostgres } from '../../ledger/test/support/stores.ts'
import { openPlainApi, type PlainApi, plainUrl } from './support/open-plain-api.ts'

const missing = postgresMissing()

describe('the server on PostgreSQL', () => {
  if (missing !== undefined) {
    // biome-ignore lint/suspicious/noSkippedTests: says why this database is not tested here
    it.skip(missing)
    return
  }
  let server: PlainApi
  let stop = (): void => undefined
  let host: Server
  beforeAll(async () => {
    const given = process.env['DATABASE_URL']
    const postgres = given === undefined ? await startPostgres() : { url: given, stop: () => undefined }
    stop = postgres.stop
    const store = await createPostgresStore({ url: postgres.url, schema: `server_test_${process.pid}`, poolSize: 4 })
    server = await openPlainApi({ store, settings: { allowLocalWebhooks: true } })
    server.bank.entries = [{ id: 'b1', day: '2026-03-08', amount: '119.00', text: 'Factuur 2026-1001' }]
    host = createServer((_, response) => response.writeHead(204).end())
    await new Promise<void>((resolve) => {
      host.listen(0, '127.0.0.1', resolve)
    })
  }, 60_000)
  afterAll(async () => {
    host.close()
    await server.close()
    stop()
  })

  it('reads, matches, answers keys, delivers, keeps payments and the audit, for two processes at once', async () => {
    const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`
    const webhook = await server.call('POST', '/v1/webhooks', { url, types: ['match.made'] })
    expect(webhook.status).toBe(201)
    expect((await server.call('PATCH', `/v1/webhooks/${webhook.body.id}`, { status: 'active' })).status).toBe(200)
    const key = { 'Idempotency-Key': 'one' }
    const invoice = {
      number: '2026-1001',
      direction: 'receivable',
      total: { amount: '119.00', currency: 'EUR' },
      issuedOn: '2026-03-01',
      customer: { id: 'c1' },
    }
    const made = await server.call('POST', '/v1/invoices', invoice, key)
    expect((await server.call('POST', '/v1/invoices', invoice, key)).body).toEqual(made.body)
    const { body: job } = await server.call('POST', '/v1/syncs', {})
    const done = await server.call('GET', `/v1/syncs/${job.id}?wait=true`)
    expect(done.body).toMatchObject({ status: 'completed', added: 1 })
    expect((await server.call('GET', '/v1/matches')).body.data).toMatchObject([{ class: 'C', status: 'matched' }])
    const next = await server.another()
    expect((await next.services.syncs.get(job.id))?.status).toBe('completed')
    expect(await next.services.syncs.resume()).toBe(0)
    const tries = await Promise.all([server.api.services.sender.tick(), next.services.sender.tick()])
    expect(tries.reduce((sum, count) => sum + count, 0)).toBe(1)
    const payment = {
      kind: 'single',
      amount: { amount: '5.00', currency: 'EUR' },
      creditor: { name: 'Bakker', iban: 'NL91ABNA0417164300' },
    }
    const draft = await server.call(
      'POST',
      '/v1/payments',
      { connectionId: server.connection.id, payment },
      { 'Idempotency-Key': 'p' },
    )
    const submit = `/v1/payments/${draft.body.id}/submission`
    const sent = await Promise.all(Array.from({ length: 10 }, () => server.call('POST', submit)))
    expect(sent.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(server.bank.sent).toHaveLength(1)
    const acts = Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 === 0 ? server.api : next).services.audit.record({
          actor: 'x',
          via: 'api',
          action: 'y',
          outcome: 'done',
        }),
      ),
    )
    await acts
    expect((await server.call('GET', '/v1/audit/verification')).body.holds).toBe(true)
    expect((await server.call('GET', '/v1/summary')).body.data).toHaveLength(1)
    await next.close()
  }, 60_000)

  it('keeps people, their recovery codes and resets', async () => {
    const browse = async (cookie: string, path: string, body?: unknown) => {
      const headers = { Origin: plainUrl, 'Nostro-Request': '1', 'Content-Type': 'application/json' }
      const request = new Request(`${plainUrl}${path}`, {
        method: 'POST',
        headers: cookie === '' ? headers : { ...headers, Cookie: cookie },
        body: body === undefined ? null : JSON.stringify(body),
      })
      const response = await server.api.fetch(request, { peer: '127.0.0.1' })
      return { status: response.status, body: (await response.json()) as { readonly codes?: readonly string[] } }
    }
    const wanted = { name: 'Ann', role: 'viewer', oidcSubject: 'sub-1' }
    const { id } = (await server.call('POST', '/v1/users', wanted)).body
    expect((await server.call('POST', '/v1/users', { ...wanted, name: 'Bo' })).status).toBe(409)
    const { sessions } = server.api.services
    const opened = await sessions.redeem(await sessions.createLink(id))
    const { codes = [] } = (await browse(`__Host-nostro=${opened?.secret}`, '/auth/recovery-codes')).body
    const use = async (code: string | undefined) => (await browse('', '/auth/recovery-codes/login', { code })).status
    const tries = await Promise.all([use(codes[0]), use(codes[0]), use(codes[0])])
    expect(tries.toSorted()).toEqual([200, 401, 401])
    expect((await server.call('PATCH', `/v1/users/${id}`, { disabled: true })).body.disabled).toBe(true)
    expect(await use(codes[1])).toBe(401)
    expect((await server.call('PATCH', `/v1/users/${id}`, { disabled: false, oidcSubject: null })).status).toBe(200)
    expect((await server.call('POST', `/v1/users/${id}/reset`)).status).toBe(201)
    expect(await use(codes[1])).toBe(401)
  })
})

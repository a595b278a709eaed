import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlainApi, type PlainApi } from './support/open-plain-api.ts'

describe('the API beside its resources', () => {
  let server: PlainApi
  const listed = 'https://app.example'
  beforeAll(async () => {
    server = await openPlainApi({ settings: { corsOrigins: [listed] } })
    server.bank.entries = [
      { id: 'b3', day: '2026-03-09', amount: '-12.50', text: '=cmd()', name: '@evil "x"' },
      { id: 'b2', day: '2026-03-08', amount: '100.00', text: 'Salary, March', name: 'Work' },
      { id: 'b1', day: '2026-02-08', amount: '-2.50', text: 'Coffee', name: 'Shop' },
    ]
    await server.read()
  })
  afterAll(() => server.close())

  describe('Idempotency-Key', () => {
    const key = { 'Idempotency-Key': 'one' }
    it('gives the first answer again, secrets included, and refuses another body', async () => {
      const wanted = { name: 'robot', scopes: ['read'] }
      const first = await server.call('POST', '/v1/tokens', wanted, key)
      const again = await server.call('POST', '/v1/tokens', wanted, key)
      expect(first.status).toBe(201)
      expect(again).toMatchObject({ status: 201, body: first.body })
      expect(again.headers.get('idempotency-replayed')).toBe('true')
      expect((await server.call('POST', '/v1/tokens', { ...wanted, name: 'other' }, key)).body.code).toBe(
        'idempotency_key_reused',
      )
      const names = (await server.call('GET', '/v1/tokens')).body.data.map(({ name }: { name: string }) => name)
      expect(names.filter((name: string) => name === 'robot')).toHaveLength(1)
    })
    it('is kept for each caller and route; a refusal is not kept', async () => {
      const other = { ...key, Authorization: `Bearer ${await server.tokenOf('admin', 'read')}` }
      expect(
        (await server.call('POST', '/v1/tokens', { name: 'robot', scopes: ['read'] }, other)).headers.get(
          'idempotency-replayed',
        ),
      ).toBeNull()
      const second = { 'Idempotency-Key': 'two' }
      expect((await server.call('POST', '/v1/reconciliations', { accountId: 'nonsense' }, second)).status).toBe(422)
      expect((await server.call('POST', '/v1/reconciliations', {}, second)).status).toBe(200)
    })
    it('twenty at once make one token', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          server.call('POST', '/v1/tokens', { name: 'crowd', scopes: ['read'] }, { 'Idempotency-Key': 'crowd' }),
        ),
      )
      expect(answers.every(({ status, body }) => status === 201 || body.code === 'idempotency_in_progress')).toBe(true)
      const names = (await server.call('GET', '/v1/tokens')).body.data.map(({ name }: { name: string }) => name)
      expect(names.filter((name: string) => name === 'crowd')).toHaveLength(1)
    })
  })

  it('1.2: exports are files whose cells no spreadsheet runs', async () => {
    const { status, body, headers } = await server.call('GET', '/v1/exports/csv')
    expect(status).toBe(200)
    expect(headers.get('content-disposition')).toBe('attachment; filename="transactions.csv"')
    const lines = String(body).trim().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toContain(`,-12.50,EUR,,,"'@evil ""x""",,'=cmd(),`)
    expect(lines[2]).toContain(',100.00,EUR,,,Work,,"Salary, March",')
    const rows = String((await server.call('GET', '/v1/exports/ndjson?dateFrom=2026-03-01')).body)
      .trim()
      .split('\n')
    expect(rows.map((row) => (JSON.parse(row) as { id: string }).id)).toHaveLength(2)
    expect((await server.call('GET', '/v1/exports/xls')).status).toBe(404)
    expect((await server.call('GET', '/v1/exports/csv?colour=red')).status).toBe(422)
    const reader = { Authorization: `Bearer ${await server.tokenOf('read')}` }
    expect((await server.call('GET', '/v1/exports/csv', undefined, reader)).status).toBe(403)
  })

  it('sums by month, and by counterparty', async () => {
    expect((await server.call('GET', '/v1/summary')).body.data).toEqual([
      {
        key: '2026-02',
        count: 1,
        income: { amount: '0', currency: 'EUR' },
        spending: { amount: '-2.5', currency: 'EUR' },
      },
      {
        key: '2026-03',
        count: 2,
        income: { amount: '100', currency: 'EUR' },
        spending: { amount: '-12.5', currency: 'EUR' },
      },
    ])
    expect((await server.call('GET', '/v1/summary?groupBy=counterparty&from=2026-03-01')).body.data).toHaveLength(2)
    expect((await server.call('GET', '/v1/summary?currency=USD')).body.data).toEqual([])
  })

  describe('3.5: pages of other sites', () => {
    const preflight = (origin: string) =>
      server.call('OPTIONS', '/v1/accounts', undefined, { Origin: origin, 'Access-Control-Request-Method': 'GET' })
    it('of the list call with a token, and never with credentials', async () => {
      const { status, headers } = await preflight(listed)
      expect([status, headers.get('access-control-allow-origin')]).toEqual([204, listed])
      const answer = await server.call('GET', '/v1/accounts', undefined, { Origin: listed })
      expect(answer.headers.get('access-control-allow-origin')).toBe(listed)
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
      expect(answer.headers.get('vary')).toContain('Origin')
      const refused = await server.call('GET', '/v1/nowhere', undefined, { Origin: listed, Authorization: 'Bearer x' })
      expect(refused.headers.get('access-control-allow-origin')).toBe(listed)
    })
    it.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null'])(
      '%s does not',
      async (origin) => {
        const { status, headers } = await preflight(origin)
        expect(status).toBeGreaterThanOrEqual(400)
        expect(headers.get('access-control-allow-origin')).toBeNull()
        const answer = await server.call('GET', '/v1/accounts', undefined, { Origin: origin })
        expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      },
    )
  })

  it('7.4: an event stream ends when its token is revoked', async () => {
    const { token, view } = await server.api.services.tokens.create({ name: 'stream', scopes: ['read'] })
    const response = await server.api.fetch(
      new Request('http://127.0.0.1:8080/v1/events/stream', { headers: { Authorization: `Bearer ${token}` } }),
    )
    const reader = response.body?.getReader()
    await reader?.read()
    await server.api.services.tokens.revoke(view.id)
    await server.api.services.events.publish({ type: 'match.made', data: { matched: 1 } })
    let text = ''
    for (;;) {
      const part = await reader?.read()
      if (part === undefined || part.done) break
      text += Buffer.from(part.value).toString('utf8')
    }
    expect(text).not.toContain('match.made')
  })

  it('figures have routes and counts, never ids', async () => {
    await server.call('GET', '/v1/transactions/a1-1')
    const { body } = await server.call('GET', '/metrics')
    expect(body).toContain('nostro_http_requests_total{method="GET",route="/v1/transactions/:id",status="200"}')
    expect(body).not.toContain('a1-1')
  })
})

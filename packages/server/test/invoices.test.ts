import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlainApi, type PlainApi } from './support/open-plain-api.ts'

const invoice = {
  number: '2026-1001',
  direction: 'receivable',
  total: { amount: '119.00', currency: 'EUR' },
  issuedOn: '2026-03-01',
  customer: { id: 'c1', name: 'Bakkerij Jansen', ibans: ['DE89370400440532013000'] },
}

describe('invoices over HTTP', () => {
  let server: PlainApi
  beforeAll(async () => {
    server = await openPlainApi()
    server.bank.entries = [
      { id: 'b2', day: '2026-03-09', amount: '45.00', name: 'Jansen', iban: 'DE89370400440532013000' },
      { id: 'b1', day: '2026-03-08', amount: '119.00', text: 'Factuur 2026-1001' },
    ]
    await server.read()
  })
  afterAll(() => server.close())

  it('keeps one: 201, again 200; the rules match it at once, with reasons', async () => {
    expect(await server.call('POST', '/v1/invoices', invoice)).toMatchObject({
      status: 201,
      body: { id: 'i1', state: 'paid', open: { amount: '0.00', currency: 'EUR' } },
    })
    expect((await server.call('POST', '/v1/invoices', invoice)).status).toBe(200)
    const { body } = await server.call('GET', '/v1/matches?invoiceId=i1')
    expect(body.data[0]).toMatchObject({ id: 'm1', status: 'matched', class: 'C', basis: 'invoice number' })
    expect(body.data[0].reasons[0]).toEqual({
      kind: 'number',
      text: 'The text says “2026-1001”, the invoice’s number is 2026-1001.',
      transaction: '2026-1001',
      invoice: '2026-1001',
      supports: true,
    })
    const events = await server.call('GET', '/v1/events')
    expect(events.body.data.map(({ type }: { type: string }) => type)).toContain('match.made')
  })

  it('imports CSV, and says what is wrong line by line', async () => {
    const csv = (rows: string) => ({ csv: `number,total,currency,issued_on,customer_id\n${rows}` })
    const wrong = await server.call(
      'POST',
      '/v1/invoices/import',
      csv('7,1.5,EUR,2026-03-01,c2\n8,x,EUR,2026-03-01,c2'),
    )
    expect(wrong.status).toBe(422)
    expect(wrong.body.detail).toContain('line 3: total is “x”')
    const right = await server.call('POST', '/v1/invoices/import', csv('7,50.00,EUR,2026-03-01,c1'))
    expect(right.body).toMatchObject({ added: 1, suggested: 1, matched: 0, ids: ['i2'] })
    expect((await server.call('POST', '/v1/invoices/import', {})).status).toBe(422)
  })

  it('suggestions are rejected, confirmed, undone; the audit says who', async () => {
    const [suggestion] = (await server.call('GET', '/v1/matches?status=suggested')).body.data
    expect(suggestion).toMatchObject({ status: 'suggested', transactionId: 'a1-1', invoices: [{ invoiceId: 'i2' }] })
    const confirmed = await server.call('POST', `/v1/matches/${suggestion.id}/confirmation`)
    expect(confirmed.body.data).toMatchObject([{ id: 'm2', status: 'confirmed' }])
    expect((await server.call('DELETE', '/v1/matches/m2')).body).toMatchObject({ status: 'undone' })
    expect((await server.call('POST', '/v1/reconciliations', {})).body).toEqual({
      matched: 0,
      suggested: 0,
      returned: 0,
      conflicts: [],
    })
    const byHand = { transactionId: 'a1-1', invoiceId: 'i2', amount: '20.00' }
    expect(await server.call('POST', '/v1/matches', byHand)).toMatchObject({ status: 201, body: { class: 'person' } })
    expect((await server.call('POST', '/v1/matches', { ...byHand, amount: '31.00' })).status).toBe(409)
    expect((await server.call('POST', '/v1/matches/s99/rejection')).status).toBe(404)
    expect((await server.call('GET', '/v1/matches/m2')).status).toBe(405)
    const audit = await server.call('GET', '/v1/audit?limit=500')
    const actions = audit.body.data.map(({ action }: { action: string }) => action)
    for (const action of ['invoice.import', 'match.confirm', 'match.undo', 'match.create'])
      expect(actions).toContain(action)
  })

  it('closes, reopens, removes, pages', async () => {
    expect((await server.call('PATCH', '/v1/invoices/i2', { done: true })).body.state).toBe('done')
    expect((await server.call('PATCH', '/v1/invoices/i2', { done: false })).body.state).toBe('open')
    expect((await server.call('DELETE', '/v1/invoices/i2')).status).toBe(409)
    const page = await server.call('GET', '/v1/invoices?limit=1')
    expect(page.body.data.map(({ id }: { id: string }) => id)).toEqual(['i2'])
    const next = await server.call('GET', `/v1/invoices?limit=1&cursor=${page.body.nextCursor}`)
    expect(next.body.data.map(({ id }: { id: string }) => id)).toEqual(['i1'])
    expect((await server.call('GET', `/v1/invoices?state=open&cursor=${page.body.nextCursor}`)).status).toBe(422)
  })

  it('wants the scope', async () => {
    const reader = await server.tokenOf('read')
    const headers = { Authorization: `Bearer ${reader}` }
    expect((await server.call('GET', '/v1/invoices', undefined, headers)).status).toBe(403)
  })
})

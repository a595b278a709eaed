import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlainApi, type PlainApi } from './support/open-plain-api.ts'

const base = '/api/backoffice/finance/bank-transactions'
const invoice = (number: string, amount: string, more: Record<string, unknown> = {}) => ({
  number,
  direction: 'receivable',
  total: { amount, currency: 'EUR' },
  issuedOn: '2026-03-01',
  customer: { id: 'c1', name: 'Jansen', ibans: ['DE89370400440532013000'] },
  ...more,
})

describe('matching by the routes of the back office', () => {
  let server: PlainApi
  beforeAll(async () => {
    server = await openPlainApi({ settings: { backOffice: { instance: 'memory', clientId: 'c' } } })
    server.bank.entries = [
      { id: 'b1', day: '2026-03-08', amount: '119.00', text: 'Factuur 2026-1001' },
      { id: 'b2', day: '2026-03-09', amount: '45.00', name: 'Jansen', iban: 'DE89370400440532013000' },
      { id: 'b3', day: '2026-03-09', amount: '-30.10', text: 'rent' },
    ]
    await server.read()
    const list = [
      invoice('2026-1001', '119.00'),
      invoice('2026-1002', '50.00'),
      invoice('R-7', '30.10', { direction: 'payable', customer: { id: 'landlord' } }),
    ]
    await server.api.services.invoices.import(list as never)
  })
  afterAll(() => server.close())

  /** Ids of the ledger, by the amount. */
  const entryOf = async (amount: string): Promise<string> => {
    const { items } = await server.ledger.transactions({ limit: 10 })
    return items.find((entry) => entry.amount.amount === amount)?.id ?? ''
  }

  it('auto-reconcile-all says what became of each transaction; a second call has nothing to match', async () => {
    const first = await server.call('POST', `${base}/auto-reconcile-all`)
    expect(first).toMatchObject({ status: 200, body: { total: 3, matched: 1, failed: 2 } })
    const byAmount = new Map(first.body.details.map((each: { amount: string }) => [each.amount, each]))
    expect(byAmount.get('119.00')).toEqual({
      transaction_id: await entryOf('119.00'),
      amount: '119.00',
      status: 'matched',
    })
    expect(byAmount.get('45.00')).toMatchObject({ status: 'failed', reason: expect.stringContaining('suggestions') })
    expect(byAmount.get('-30.10')).toMatchObject({ status: 'failed' })
    const second = await server.call('POST', `${base}/auto-reconcile-all?account_id=a1`)
    expect(second.body).toMatchObject({ total: 2, matched: 0, failed: 2 })
    expect((await server.call('POST', `${base}/auto-reconcile-all?account_id=a99`)).status).toBe(404)
  })

  it('suggestions name invoices, exact amounts and reasons; payment_id confirms one', async () => {
    const id = await entryOf('45.00')
    const { body } = await server.call('GET', `${base}/${id}/suggestions?limit=5`)
    expect(body).toMatchObject({ transaction_id: id, transaction_amount: '45.00' })
    expect(body.suggestions[0]).toMatchObject({
      invoice_number: '2026-1002',
      invoice_total: '50.00',
      auto_match: false,
    })
    expect(body.suggestions[0].reasons.length).toBeGreaterThan(0)
    const { payment_id } = body.suggestions[0]
    const foreign = await server.call('POST', `${base}/${await entryOf('-30.10')}/reconcile`, { payment_id })
    expect(foreign.status).toBe(404)
    const done = await server.call('POST', `${base}/${id}/reconcile`, { payment_id, reconciliation_note: 'by phone' })
    expect(done).toMatchObject({ status: 200, body: { id, reconciliation_status: 'confirmed' } })
    expect((await server.ledger.explain(id)).transaction.annotations.note).toBe('by phone')
    expect((await server.call('GET', `${base}/${id}/suggestions?limit=21`)).status).toBe(422)
  })

  it('unreconcile takes a match back, no rule makes it again, and a repeat changes nothing', async () => {
    const id = await entryOf('119.00')
    expect((await server.call('POST', `${base}/${id}/unreconcile`)).body.reconciliation_status).toBe('unmatched')
    expect((await server.call('POST', `${base}/auto-reconcile-all`)).body.matched).toBe(0)
    expect((await server.call('POST', `${base}/${id}/unreconcile`)).body.reconciliation_status).toBe('unmatched')
    const again = await server.call('POST', `${base}/${id}/reconcile`, { invoice_id: 'i1' })
    expect(again.body.reconciliation_status).toBe('confirmed')
  })

  it('an expense is an invoice to pay; one thing is given, and detail says so', async () => {
    const id = await entryOf('-30.10')
    const wrong = await server.call('POST', `${base}/${id}/reconcile`, { invoice_id: 'i3' })
    expect(wrong.body.detail).toContain('expense_id')
    for (const given of [{}, { invoice_id: 'i1', expense_id: 'i3' }]) {
      const refused = await server.call('POST', `${base}/${id}/reconcile`, given)
      expect(refused.body.detail).toContain('one of them')
      expect(refused.status).toBe(422)
    }
    const right = await server.call('POST', `${base}/${id}/reconcile`, { expense_id: 'i3' })
    expect(right.body).toMatchObject({ amount: '-30.10', reconciliation_status: 'confirmed' })
    expect((await server.call('POST', `${base}/a1-99/unreconcile`)).status).toBe(404)
  })

  it('reading does not suffice to decide', async () => {
    const headers = { Authorization: `Bearer ${await server.tokenOf('read')}` }
    const id = await entryOf('45.00')
    for (const path of [`${id}/reconcile`, `${id}/unreconcile`, 'auto-reconcile-all'])
      expect([path, (await server.call('POST', `${base}/${path}`, {}, headers)).status]).toEqual([path, 403])
    expect((await server.call('GET', `${base}/${id}/suggestions`, undefined, headers)).status).toBe(200)
  })
})

import { describe, expect, it } from 'vitest'
import { createHarness, jsonOf } from './ing-harness.ts'

const linkOf = (body: unknown): string | undefined =>
  (body as { transactions: { _links?: { next: { href: string } } } }).transactions._links?.next.href

describe('the whole way from certificates to transactions', () => {
  it('gives accounts, balances and every transaction by following links', async () => {
    const bank = await createHarness()
    const { access } = await bank.customer()
    const list = await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token: access }))
    expect(list.status).toBe(200)
    const { accounts } = jsonOf(list) as { accounts: { _links: Record<string, { href: string }>; currency: string }[] }
    expect(accounts.length).toBeGreaterThan(1)
    const [first] = accounts
    const balances = await bank.send(
      bank.http({ method: 'GET', target: first?._links['balances']?.href ?? '', token: access }),
    )
    expect(balances.status).toBe(200)
    expect(Buffer.from(balances.body ?? '').toString()).toMatch(/"amount":-?\d+\.\d\d[,}]/)
    const seen = new Set<string>()
    let target: string | undefined =
      `${first?._links['transactions']?.href}&dateFrom=2024-01-01&dateTo=2026-03-05&limit=50`
    while (target !== undefined) {
      const page = await bank.send(bank.http({ method: 'GET', target, token: access }))
      expect(page.status, String(page.body)).toBe(200)
      const body = jsonOf(page) as {
        transactions: { booked: { transactionId: string }[]; pending: { transactionId: string }[] }
      }
      for (const { transactionId } of [...body.transactions.booked, ...body.transactions.pending])
        seen.add(transactionId)
      target = linkOf(body)
    }
    expect(seen.size).toBe(bank.ing === undefined ? 0 : 600)
  })

  it('greets under each of the three schemes', async () => {
    const bank = await createHarness()
    const signed = await bank.signedToken()
    const mtls = await bank.mtlsToken()
    const single = await bank.send(bank.http({ method: 'GET', target: '/greetings/single', token: signed }))
    expect(single.status).toBe(200)
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const jws = await bank.send(bank.jws({ method: 'GET', target: '/signed/greetings', token: mtls, headers }))
    expect(jws.status, String(jws.body)).toBe(200)
    const plain = await bank.send({
      method: 'GET',
      target: '/mtls-only/greetings',
      headers: { Authorization: `Bearer ${mtls}` },
      tls: bank.tpp.tls.certificate,
    })
    expect(plain.status).toBe(200)
  })
})

import { describe, expect, it } from 'vitest'
import { createCustomers } from '../../src/seed/create-customers.ts'
import { createRandom } from '../../src/seed/create-random.ts'
import { createHarness, type Harness, jsonOf, START } from './ing-harness.ts'

interface Entry {
  readonly resourceId: string
  readonly iban: string
  readonly currency: string
  readonly maskedPan?: string
  readonly _links: Readonly<Record<string, { readonly href: string }>>
}

interface Item {
  readonly transactionId: string
  readonly bookingDate?: string
  readonly executionDateTime: string
}

interface Page {
  readonly transactions: {
    readonly booked: readonly Item[]
    readonly pending: readonly Item[]
    readonly _links?: { readonly next: { readonly href: string } }
  }
}

const get = async (bank: Harness, token: string, target: string) => {
  const answer = await bank.send(bank.http({ method: 'GET', target, token }))
  expect(answer.status, `${target}: ${String(answer.body)}`).toBe(200)
  return jsonOf(answer)
}

const accountsOf = async (bank: Harness, token: string): Promise<readonly Entry[]> =>
  (await get(bank, token, '/v3/accounts'))['accounts'] as Entry[]

const allPages = async (bank: Harness, token: string, first: string) => {
  const booked: Item[] = []
  const pending: Item[] = []
  let pages = 0
  let target: string | undefined = first
  while (target !== undefined) {
    const { transactions } = (await get(bank, token, target)) as unknown as Page
    booked.push(...transactions.booked)
    pending.push(...transactions.pending)
    pages++
    target = transactions._links?.next.href
  }
  return { booked, pending, pages }
}

const seeded = createCustomers('ing', (purpose) => createRandom(`1/${purpose}`), START)

describe('from certificates to transactions', () => {
  it('gives every seeded transaction once by following links', async () => {
    const bank = await createHarness()
    const { access } = await bank.customer()
    const [first] = await accountsOf(bank, access)
    const link = first?._links['transactions']?.href ?? ''
    const { booked, pending, pages } = await allPages(
      bank,
      access,
      `${link}&dateFrom=2023-01-01&dateTo=2026-03-05&limit=50`,
    )
    const account = seeded[0]?.accounts.find(({ id }) => id === first?.resourceId)
    const ids = new Set([...booked, ...pending].map(({ transactionId }) => transactionId))
    expect(ids.size).toBe(account?.transactions.length)
    expect(booked.length + pending.length).toBe(ids.size)
    expect(pages).toBe(Math.ceil(ids.size / 50))
    expect(pending.length).toBeGreaterThan(0)
  })

  it('books a pending movement under another id once two days have passed', async () => {
    const bank = await createHarness()
    const { access } = await bank.customer()
    const [first] = await accountsOf(bank, access)
    const target = `${first?._links['transactions']?.href}&dateFrom=2026-02-25&dateTo=2026-03-05`
    const before = await allPages(bank, access, target)
    bank.clock.advance(3 * 86_400)
    const later = await bank.customer()
    const after = await allPages(bank, later.access, target)
    expect(after.pending).toEqual([])
    expect(after.booked.length).toBe(before.booked.length + before.pending.length)
    const ids = after.booked.map(({ transactionId }) => transactionId)
    for (const { transactionId } of before.pending) expect(ids).not.toContain(transactionId)
  })

  it('writes amounts as exact numbers, and lists one entry per currency under one id', async () => {
    const bank = await createHarness()
    const { access } = await bank.customer({}, 'RO')
    const accounts = await accountsOf(bank, access)
    const shared = accounts.filter(({ resourceId }) => resourceId === accounts[0]?.resourceId)
    expect(new Set(shared.map(({ currency }) => currency)).size).toBe(shared.length)
    const target = accounts[0]?._links['balances']?.href ?? ''
    const answer = await bank.send(bank.http({ method: 'GET', target, token: access }))
    expect(String(answer.body)).toMatch(
      /"balanceType":"interimBooked","balanceAmount":\{"currency":"EUR","amount":-?\d+\.\d\d\}/,
    )
  })

  it.each([
    ['NL', /^NL\d\dINGB\d{10}$/],
    ['BE', /^BE\d{14}$/],
    ['DE', /^DE\d{20}$/],
    ['ES', /^ES\d{22}$/],
    ['IT', /^IT\d\dX\d{22}$/],
    ['LU', /^LU\d{18}$/],
    ['RO', /^RO\d\dINGB\d{16}$/],
    ['WB', /^NL\d\dINGB\d{10}$/],
  ])('has a profile in %s with IBANs of that country', async (country, pattern) => {
    const bank = await createHarness()
    const { access } = await bank.customer({}, country)
    const ibans = (await accountsOf(bank, access)).filter(({ maskedPan }) => maskedPan === undefined)
    expect(ibans.length).toBeGreaterThan(0)
    for (const { iban } of ibans) expect(iban).toMatch(pattern)
  })

  it('serves a history of a million as fast as a short one, each movement once', async () => {
    const bank = await createHarness()
    const { access } = await bank.customer()
    const [first] = await accountsOf(bank, access)
    const path = `/ing/accounts/${first?.resourceId}/history`
    expect((await bank.control('POST', path, { transactions: 0 })).status).toBe(400)
    expect((await bank.control('POST', path, { transactions: 1_000_000 })).status).toBe(200)
    const link = first?._links['transactions']?.href ?? ''
    const read = await allPages(bank, access, `${link}&dateFrom=2026-03-04&dateTo=2026-03-04&limit=200`)
    const ids = new Set(read.booked.map(({ transactionId }) => transactionId))
    expect(ids.size).toBe(read.booked.length)
    // A million over two years is one in 63.072 s.
    expect(Math.abs(ids.size - 86_400 / 63.072)).toBeLessThan(2)
    const balances = await get(bank, access, first?._links['balances']?.href ?? '')
    expect(balances['balances']).toHaveLength(3)
  })

  it('greets under each of the three schemes', async () => {
    const bank = await createHarness()
    const [signed, mtls] = [await bank.signedToken(), await bank.mtlsToken()]
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const bare = { headers: { Authorization: `Bearer ${mtls}` }, tls: bank.tpp.tls.certificate }
    const drafts = [
      bank.http({ method: 'GET', target: '/greetings/single', token: signed }),
      bank.jws({ method: 'GET', target: '/signed/greetings', token: mtls, headers }),
      { method: 'GET', target: '/mtls-only/greetings', ...bare },
    ]
    for (const draft of drafts) {
      const answer = await bank.send(draft)
      expect(jsonOf(answer)).toMatchObject({ message: 'Welcome to ING!' })
    }
  })
})

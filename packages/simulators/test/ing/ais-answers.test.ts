import { describe, expect, it } from 'vitest'
import { get, look, profilesOf, transactions } from './account-requests.ts'
import { createHarness, type Harness, jsonOf, START } from './ing-harness.ts'

interface Listed {
  readonly transactions: {
    readonly booked: { readonly executionDateTime: string }[]
    readonly pending: { readonly executionDateTime: string }[]
  }
}

const instants = async (bank: Harness, query: string): Promise<readonly string[]> => {
  const answer = await bank.send(await transactions(`limit=1000&${query}`)(bank))
  expect(answer.status, answer.rejection?.reason).toBe(200)
  const { booked, pending } = (jsonOf(answer) as unknown as Listed).transactions
  return [...booked, ...pending].map(({ executionDateTime }) => executionDateTime)
}

describe('answers of account information', () => {
  it.each([
    ['neither bound: today alone', '', '2026-03-05T00:00:00Z', '2026-03-05T09:08:07Z'],
    ['dateTo in the past: that day alone', 'dateTo=2026-02-20', '2026-02-20T00:00:00Z', '2026-02-20T23:59:59Z'],
    ['dateTo ahead: today', 'dateTo=2026-04-01', '2026-03-05T00:00:00Z', '2026-03-05T09:08:07Z'],
    ['dateFrom in the past alone: one day', 'dateFrom=2026-02-20', '2026-02-20T00:00:00Z', '2026-02-20T23:59:59Z'],
    ['dateFrom today alone', 'dateFrom=2026-03-05', '2026-03-05T00:00:00Z', '2026-03-05T09:08:07Z'],
    ['both', 'dateFrom=2026-02-01&dateTo=2026-02-28', '2026-02-01T00:00:00Z', '2026-02-28T23:59:59Z'],
    [
      'both with times',
      'dateFrom=2026-02-01T12:00:00Z&dateTo=2026-02-20T12:00:00Z',
      '2026-02-01T12:00:00Z',
      '2026-02-20T12:00:00Z',
    ],
    ['a past day and today', 'dateFrom=2026-02-01&dateTo=2026-03-05', '2026-02-01T00:00:00Z', '2026-03-05T09:08:07Z'],
  ])('reads the period: %s', async (_name, query, from, to) => {
    const bank = await createHarness()
    const all = await instants(bank, 'dateFrom=2023-01-01&dateTo=2026-03-05')
    const [low, high] = [Date.parse(from), Date.parse(to) + 999]
    const expected = all.filter((text) => Date.parse(text) >= low && Date.parse(text) <= high)
    expect(await instants(bank, query)).toEqual(expected)
  })

  it('leaves fields out in v3, and knows no such parameter in v2', async () => {
    const bank = await createHarness()
    const { token, current } = await look(bank)
    const query =
      'currency=EUR&dateFrom=2026-02-01&dateTo=2026-03-05&fieldsToOmit=creditorName,debtorName,remittanceInformationUnstructured'
    const read = async (version: string) =>
      String(
        (
          await bank.send(
            bank.http({ method: 'GET', target: `/${version}/accounts/${current}/transactions?${query}`, token }),
          )
        ).body,
      )
    const fields = async (version: string) => {
      const { transactions: page } = JSON.parse(await read(version)) as { transactions: { booked: object[] } }
      return new Set(page.booked.flatMap((item) => Object.keys(item)))
    }
    expect([...(await fields('v3'))].filter((name) => /Name$|Unstructured$/.test(name))).toEqual([])
    expect(await fields('v2')).toContain('creditorName')
  })

  it('limits the history where the country does, an hour after the authentication, and says so', async () => {
    const bank = await createHarness()
    const { access } = await bank.customer({}, 'RO')
    const account = (await profilesOf(bank)).find(({ country }) => country === 'RO')?.accounts[0]
    const target = `/v3/accounts/${account?.resourceId}/transactions?currency=EUR&dateFrom=2025-06-01&dateTo=2026-03-05`
    const fresh = await bank.send(bank.http({ method: 'GET', target, token: access }))
    expect(fresh.headers).toMatchObject({ 'X-ING-AIS-TRANSACTION-VALIDITY-PERIOD': 'P730D' })
    expect(fresh.headers).not.toHaveProperty('X-ING-AIS-ADJUSTED-DATEFROM')
    const { refresh } = await bank.customer({}, 'RO')
    bank.clock.advance(3700)
    const body = `grant_type=refresh_token&refresh_token=${refresh}`
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const names = ['(request-target)', 'date', 'digest']
    const renewal = bank.http(
      { method: 'POST', target: '/oauth2/token', headers, body, token: await bank.signedToken() },
      { names },
    )
    const token = String(jsonOf(await bank.send(renewal))['access_token'])
    const later = await bank.send(bank.http({ method: 'GET', target, token }))
    expect(later.headers).toMatchObject({ 'X-ING-AIS-ADJUSTED-DATEFROM': '2025-12-05T00:00:00Z' })
  })

  it('keeps pages whole while movements book between them', async () => {
    const bank = await createHarness()
    const { token, current } = await look(bank)
    const first = `/v3/accounts/${current}/transactions?currency=EUR&dateFrom=2026-02-01&dateTo=2026-03-05&limit=2`
    const ids: string[] = []
    let target: string | undefined = first
    while (target !== undefined) {
      const answer = await bank.send(bank.http({ method: 'GET', target, token }))
      expect(answer.status, answer.rejection?.reason).toBe(200)
      const { transactions: page } = jsonOf(answer) as unknown as {
        transactions: {
          booked: { transactionId: string }[]
          pending: { transactionId: string }[]
          _links?: { next: { href: string } }
        }
      }
      ids.push(...[...page.booked, ...page.pending].map(({ transactionId }) => transactionId))
      target = page._links?.next.href
      bank.clock.advance(10)
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe((await instants(await createHarness(), 'dateFrom=2026-02-01&dateTo=2026-03-05')).length)
  })

  it('shows the quirks of section 14 in the profiles that have them', async () => {
    const bank = await createHarness()
    const read = async (country: string, path: (id: string) => string, card = false) => {
      const { access: token } = await bank.customer({}, country)
      const accounts = (await profilesOf(bank)).find((profile) => profile.country === country)?.accounts ?? []
      const account = accounts.find(({ maskedPan }) => (maskedPan !== undefined) === card)
      const answer = await bank.send(bank.http({ method: 'GET', target: path(account?.resourceId ?? ''), token }))
      return String(answer.body)
    }
    const period = 'currency=EUR&dateFrom=2025-12-01&dateTo=2026-03-05&limit=500'
    const list = (id: string) => `/v3/accounts/${id}/transactions?${period}`
    expect(await read('ES', list)).toMatch(/"amount":"[+-]\d+\.\d\d"/)
    expect(await read('DE', list)).toMatch(/mandatereference:M\d+,creditorid:DE98/)
    expect(await read('NL', list)).toContain('<br>')
    expect(await read('BE', list)).toMatch(/"creditorAccount":\{("bban":\d+)?\}/)
    expect(await read('BE', list)).not.toContain('"info"')
    expect(await read('NL', list)).toContain('"StandingOrderDetails":{"startDate"')
  })

  it('serves card transactions, with cardAccount as an array where the quirk says so', async () => {
    const bank = await createHarness()
    const profiles = (await profilesOf(bank)).filter(({ accounts }) =>
      accounts.some(({ maskedPan }) => maskedPan !== undefined),
    )
    expect(profiles.length).toBeGreaterThan(0)
    for (const { id, country, accounts } of profiles) {
      const { access: token } = await bank.customer({ profile: id }, country)
      const card = accounts.find(({ maskedPan }) => maskedPan !== undefined)
      const target = `/v1/card-accounts/${card?.resourceId}/transactions?dateFrom=2025-12-01&dateTo=2026-03-05`
      const answer = await bank.send(bank.http({ method: 'GET', target, token }))
      const body = jsonOf(answer) as { cardAccount: unknown; cardTransactions: { booked: { maskedPan: string }[] } }
      expect(Array.isArray(body.cardAccount)).toBe(country === 'IT')
      expect(body.cardTransactions.booked[0]?.maskedPan).toMatch(/^\d{6}\*{6}\d{4}$/)
    }
  })

  it('answers 404 just after the consent where the fault asks for it', async () => {
    const bank = await createHarness()
    await bank.control('POST', '/ing/modes', { accountsNotFoundSeconds: 5 })
    const { access: token } = await bank.customer()
    expect((await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token }))).status).toBe(404)
    bank.clock.advance(6)
    expect((await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token }))).status).toBe(200)
  })

  it("moves the bank's clock where the fault asks for it, and says so in Date", async () => {
    const bank = await createHarness()
    await bank.control('POST', '/ing/modes', { clockOffsetSeconds: 600 })
    const answer = await bank.send({ method: 'GET', target: '/mtls-only/greetings', tls: bank.tpp.tls.certificate })
    expect(answer.headers?.['Date']).toBe(new Date(START + 600_000).toUTCString())
  })

  it('writes amounts as strings where the fault or the option asks for it', async () => {
    for (const byOption of [true, false]) {
      const bank = await createHarness(byOption ? { amounts: 'string' } : {})
      await bank.control('POST', '/ing/modes', { amountsAsStrings: !byOption })
      const draft = await get(({ current }) => `/v3/accounts/${current}/balances?currency=EUR`)(bank)
      expect(String((await bank.send(draft)).body)).toMatch(/"amount":"[+-]?\d+\.\d\d"/)
    }
  })

  it('echoes X-Request-ID', async () => {
    const bank = await createHarness()
    const draft = await get(() => '/v3/accounts')(bank)
    const answer = await bank.send(draft)
    expect(answer.headers?.['X-Request-ID']).toBe(draft.headers?.['X-Request-ID'])
  })

  it('takes the malformed X-Request-ID of the official scripts in the lenient profile, unsigned or absent', async () => {
    const bank = await createHarness({ profile: 'lenient' })
    const { access: token } = await bank.customer()
    const names = ['(request-target)', 'date', 'digest']
    const headers = { 'X-Request-ID': '00000000-0000-0000-0000-0000000000' }
    const answer = await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token, headers }, { names }))
    expect(answer.status).toBe(200)
  })
})

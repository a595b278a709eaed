import { describe, expect, it } from 'vitest'
import { createHarness, type Harness, jsonOf, START } from './ing-harness.ts'
import { itRefuses, type SpoiledRow, tppMessage } from './spoiled-rows.ts'
import type { Draft } from './tpp-requests.ts'

interface Seen {
  readonly token: string
  readonly current: string
  readonly card: string
}

const profilesOf = async (bank: Harness) =>
  (
    (await bank.control('GET', '/ing/profiles')).body as {
      items: {
        id: string
        country: string
        accounts: { resourceId: string; maskedPan?: string; currencies: string[] }[]
      }[]
    }
  ).items

const look = async (bank: Harness): Promise<Seen> => {
  const withCard = (await profilesOf(bank)).find(({ accounts }) =>
    accounts.some(({ maskedPan }) => maskedPan !== undefined),
  )
  const { access: token } = await bank.customer({ profile: withCard?.id }, withCard?.country)
  const plain = withCard?.accounts.find(({ maskedPan }) => maskedPan === undefined)
  const card = withCard?.accounts.find(({ maskedPan }) => maskedPan !== undefined)
  return { token, current: plain?.resourceId ?? '', card: card?.resourceId ?? '' }
}

const get =
  (target: (seen: Seen) => string, change: (draft: Draft) => Draft = (draft) => draft) =>
  async (bank: Harness): Promise<Draft> => {
    const seen = await look(bank)
    return change(bank.http({ method: 'GET', target: target(seen), token: seen.token }))
  }

const transactions = (query: string) =>
  get(({ current }) => `/v3/accounts/${current}/transactions?currency=EUR&${query}`)

const refusal = (row: number, name: string, code: string, make: SpoiledRow['make'], status = 400): SpoiledRow => ({
  row,
  name,
  make,
  status,
  body: tppMessage(code),
})

const requestId = (value: string) => async (bank: Harness) => {
  const { token } = await look(bank)
  return bank.http({ method: 'GET', target: '/v3/accounts', token, headers: { 'X-Request-ID': value } })
}

/** A customer who consented to one of the two scopes. */
const withScope = (scope: string, path: string) => async (bank: Harness) => {
  const seen = await look(bank)
  const code = await bank.code({}, { scope })
  const body = `grant_type=authorization_code&code=${code}&redirect_uri=${encodeURIComponent('https://tpp.example/cb')}`
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const names = ['(request-target)', 'date', 'digest']
  const draft = bank.http(
    { method: 'POST', target: '/oauth2/token', headers, body, token: await bank.signedToken() },
    { names },
  )
  const token = String(jsonOf(await bank.send(draft))['access_token'])
  return bank.http({ method: 'GET', target: `/v3/accounts/${seen.current}/${path}?currency=EUR`, token })
}

const ROWS: readonly SpoiledRow[] = [
  refusal(50, 'an X-Request-ID that is no UUID', 'INVALID_HEADER', requestId('00000000-0000-0000-0000-0000000000')),
  refusal(
    51,
    'an account id that is no UUID',
    'FORMAT_ERROR',
    get(() => '/v3/accounts/123/balances'),
  ),
  refusal(
    52,
    'an unknown account',
    'RESOURCE_UNKNOWN',
    get(() => '/v3/accounts/a217d676-7559-4f2a-83dc-5da0c2279223/balances'),
    404,
  ),
  refusal(
    52,
    'an account that was not consented to',
    'RESOURCE_UNKNOWN',
    async (bank) => {
      const [first, second] = (await profilesOf(bank)).find(({ country }) => country === 'NL')?.accounts ?? []
      const { access: token } = await bank.customer({ accounts: [first?.resourceId] })
      return bank.http({ method: 'GET', target: `/v3/accounts/${second?.resourceId}/balances?currency=EUR`, token })
    },
    404,
  ),
  refusal(
    52,
    'no account at all',
    'RESOURCE_UNKNOWN',
    async (bank) => {
      const { access: token } = await bank.customer({ accounts: [] })
      return bank.http({ method: 'GET', target: '/v3/accounts', token })
    },
    404,
  ),
  refusal(
    52,
    'a withdrawn consent',
    'INVALID_HEADER',
    async (bank) => {
      const { token } = await look(bank)
      await bank.control('POST', '/ing/tokens/revoke', { kind: 'consents' })
      return bank.http({ method: 'GET', target: '/v3/accounts', token })
    },
    401,
  ),
  refusal(
    53,
    'transactions without their scope',
    'SERVICE_BLOCKED',
    withScope('payment-accounts:balances:view', 'transactions'),
    403,
  ),
  refusal(
    53,
    'balances without their scope',
    'SERVICE_BLOCKED',
    withScope('payment-accounts:transactions:view', 'balances'),
    403,
  ),
  ...['2026-13-01', '2026-02-30', '05-03-2026', '2026-03-05T10:00:00', '2026-03-05T10:00:00%2B01:00', ''].map((date) =>
    refusal(54, `dateFrom ${date}`, 'FORMAT_ERROR', transactions(`dateFrom=${date}`)),
  ),
  refusal(55, 'dateFrom tomorrow', 'PERIOD_INVALID', transactions('dateFrom=2026-03-06')),
  refusal(55, 'dateFrom in an hour', 'PERIOD_INVALID', transactions('dateFrom=2026-03-05T10:08:07Z')),
  refusal(55, 'dateFrom after dateTo', 'PERIOD_INVALID', transactions('dateFrom=2026-03-01&dateTo=2026-02-01')),
  refusal(
    56,
    'a currency in lower case',
    'REQUESTED_CURRENCY_INVALID',
    get(({ current }) => `/v3/accounts/${current}/balances?currency=eur`),
  ),
  refusal(
    56,
    'a currency that the account does not have',
    'REQUESTED_CURRENCY_INVALID',
    get(({ current }) => `/v3/accounts/${current}/balances?currency=CHF`),
  ),
  refusal(56, 'no currency for a multi-currency account', 'REQUESTED_CURRENCY_INVALID', async (bank) => {
    const profile = (await profilesOf(bank)).find(({ accounts }) =>
      accounts.some(({ currencies }) => currencies.length > 1),
    )
    const account = profile?.accounts.find(({ currencies }) => currencies.length > 1)
    const { access: token } = await bank.customer({ profile: profile?.id }, profile?.country)
    return bank.http({ method: 'GET', target: `/v3/accounts/${account?.resourceId}/balances`, token })
  }),
  refusal(
    57,
    'an unknown balance type',
    'REQUESTED_BALANCES_INVALID',
    get(({ current }) => `/v3/accounts/${current}/balances?currency=EUR&balanceTypes=expected,other`),
  ),
  refusal(
    58,
    'a field that cannot be left out',
    'FIELDS_TO_OMIT_INVALID',
    transactions('fieldsToOmit=transactionAmount'),
  ),
  ...['0', '-1', '1.5', 'ten', ''].map((limit) =>
    refusal(59, `limit ${limit}`, 'FORMAT_ERROR', transactions(`limit=${limit}`)),
  ),
  refusal(59, 'a cursor that was never issued', 'FORMAT_ERROR', transactions('next=CQR23TABC')),
  refusal(59, "another account's cursor", 'FORMAT_ERROR', async (bank) => {
    const { token, current } = await look(bank)
    const other = (await profilesOf(bank))
      .flatMap(({ accounts }) => accounts)
      .find(({ resourceId }) => resourceId !== current)
    const answer = await bank.send(await transactions('dateFrom=2025-01-01&dateTo=2026-03-05&limit=1')(bank))
    const next = /next=([^"]+)"/.exec(String(answer.body))?.[1] ?? ''
    expect(next).not.toBe('')
    const ids = jsonOf(await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token })))['accounts'] as {
      resourceId: string
      maskedPan?: string
    }[]
    const second = ids.find(({ resourceId, maskedPan }) => resourceId !== current && maskedPan === undefined) ?? other
    return bank.http({ method: 'GET', target: `/v3/accounts/${second?.resourceId}/transactions?next=${next}`, token })
  }),
  refusal(
    60,
    'a card on an account path',
    'RESOURCE_UNKNOWN',
    get(({ card }) => `/v3/accounts/${card}/transactions`),
    404,
  ),
  refusal(
    60,
    'an account on a card path',
    'RESOURCE_UNKNOWN',
    get(({ current }) => `/v1/card-accounts/${current}/transactions`),
    404,
  ),
]

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

describe('account information', () => {
  itRefuses(ROWS)

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

  it('row 8: counts first pages per account, kind of data and day where a limit is set', async () => {
    const bank = await createHarness({ readsPerDay: 1 })
    const { token, current } = await look(bank)
    const read = async (path: string) => {
      const answer = await bank.send(bank.http({ method: 'GET', target: `/v3/accounts/${current}/${path}`, token }))
      return answer.rejection?.check ?? answer.status
    }
    const period = 'dateFrom=2026-02-01&dateTo=2026-03-05&limit=1'
    const first = await bank.send(
      bank.http({ method: 'GET', target: `/v3/accounts/${current}/transactions?currency=EUR&${period}`, token }),
    )
    const next = /next=[^"]+/.exec(String(first.body))?.[0] ?? ''
    expect(await read(`transactions?${next}`)).toBe(200)
    expect(await read(`transactions?currency=EUR&${period}`)).toBe('ing-8')
    expect(await read('balances?currency=EUR')).toBe(200)
    expect(await read('balances?currency=EUR')).toBe('ing-8')
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

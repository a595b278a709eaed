import { describe, expect, it } from 'vitest'
import { get, look, profilesOf, transactions } from './account-requests.ts'
import { createHarness, type Harness, jsonOf } from './ing-harness.ts'
import { itRefuses, type SpoiledRow, tppMessage } from './spoiled-rows.ts'

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

describe('account information', () => {
  itRefuses(ROWS)

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
})

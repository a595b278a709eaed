import { describe, expect, it } from 'vitest'
import { authorizeUrl, createHarness, type Harness, jsonOf, REDIRECT_URI, START } from './ing-harness.ts'
import { itRefuses, type SpoiledRow } from './spoiled-rows.ts'
import { type Draft, httpSigned, mtlsTokenRequest, sha256, signedTokenRequest } from './tpp-requests.ts'

const PREMIUM = 'e77d776b-90af-4684-bebc-521e5b2614dd'
const JSON_BODY = { 'Content-Type': 'application/json' }
const REQ_ID = { 'X-ING-ReqID': '4c1c1ce0-6d8b-4e7c-9f0f-1d2a3b4c5d6e' }

const premiumToken = async (bank: Harness): Promise<string> => {
  const draft = signedTokenRequest(bank.tpp, bank.clock.now(), { keyId: PREMIUM })
  const { 'TPP-Signature-Certificate': _certificate, ...headers } = draft.headers ?? {}
  return String(jsonOf(await bank.send({ ...draft, headers }))['access_token'])
}

const premium = async (bank: Harness, draft: Partial<Draft>): Promise<Draft> => {
  const headers = { ...REQ_ID, ...(draft.body === undefined ? {} : JSON_BODY), ...draft.headers }
  const names = ['(request-target)', 'date', 'digest', 'x-ing-reqid']
  const token = await premiumToken(bank)
  return bank.http({ method: 'GET', target: '/payment-requests', ...draft, headers, token }, { keyId: PREMIUM, names })
}

const CREATION = {
  fixedAmount: { value: 12.5, currency: 'EUR' },
  validUntil: '2026-04-01T00:00:00Z',
  description: 'Order 17',
  purchaseId: 'ORDER17',
  maximumAllowedPayments: 1,
}

const create = (fields: Readonly<Record<string, unknown>>) => (bank: Harness) =>
  premium(bank, { method: 'POST', body: JSON.stringify({ ...CREATION, ...fields }) })

const wrong = (name: string, fields: Readonly<Record<string, unknown>>): SpoiledRow => ({
  row: 63,
  name,
  status: 400,
  make: create(fields),
  body: { error: { severity: 'error', code: 'FORMAT_ERROR' } },
})

const REQUEST_ROWS: readonly SpoiledRow[] = [
  wrong('no amount', { fixedAmount: undefined }),
  wrong('both amounts', { variableAmount: { suggestedValue: 1, currency: 'EUR' } }),
  wrong('an amount with three decimals', { fixedAmount: { value: 1.005, currency: 'EUR' } }),
  wrong('an amount as text', { fixedAmount: { value: '12.50', currency: 'EUR' } }),
  wrong('a purchase id with a hyphen', { purchaseId: 'A-1' }),
  wrong('an end that is past', { validUntil: '2026-03-01T00:00:00Z' }),
  wrong('an end in two years', { validUntil: '2028-03-01T00:00:00Z' }),
  wrong('a return address over http', { returnUrl: 'http://tpp.example' }),
  {
    row: 50,
    name: 'no X-ING-ReqID',
    status: 400,
    make: async (bank) => {
      const draft = await premium(bank, {})
      const { 'X-ING-ReqID': _gone, ...headers } = draft.headers ?? {}
      const { Signature: _signature, Date: _date, ...plain } = headers
      return httpSigned({ ...draft, headers: plain }, { key: bank.tpp.signing.key, keyId: PREMIUM, at: START })
    },
  },
  {
    row: 13,
    name: 'a PSD2 application',
    status: 403,
    make: async (bank) =>
      bank.http({ method: 'GET', target: '/payment-requests', token: await bank.signedToken(), headers: REQ_ID }),
  },
  {
    row: 70,
    name: 'an unknown request',
    status: 404,
    make: (bank) => premium(bank, { target: '/payment-requests/none' }),
  },
]

describe('requests for payment', () => {
  itRefuses(REQUEST_ROWS)

  it('are created, listed, paid once and then fulfilled', async () => {
    const bank = await createHarness()
    const created = await bank.send(await create({})(bank))
    expect(created.status, created.rejection?.reason).toBe(201)
    const { id } = jsonOf(created) as { id: string }
    expect(created.headers).toMatchObject({ Location: `/payment-requests/${id}`, ...REQ_ID })
    expect(jsonOf(await bank.send(await premium(bank, {})))).toMatchObject({
      paymentRequests: [{ id, status: 'open' }],
    })
    expect((await bank.control('POST', `/ing/payment-requests/${id}/pay`)).body).toMatchObject({ status: 'fulfilled' })
    const paid = await bank.send(await premium(bank, { target: `/payment-requests/${id}/payments` }))
    expect(String(paid.body)).toContain('"amount":{"value":12.50,"currency":"EUR"}')
  })

  it('are closed once, and expire', async () => {
    const bank = await createHarness()
    const { id } = jsonOf(await bank.send(await create({})(bank))) as { id: string }
    const close = () => premium(bank, { method: 'POST', target: `/payment-requests/${id}/close` })
    expect((await bank.send(await close())).status).toBe(204)
    expect((await bank.send(await close())).status).toBe(409)
    const second = jsonOf(await bank.send(await create({})(bank))) as { id: string }
    bank.clock.advance(40 * 86_400)
    const read = await bank.send(await premium(bank, { target: `/payment-requests/${second.id}` }))
    expect(jsonOf(read)).toMatchObject({ status: 'expired' })
  })

  it('register a merchant, signed or over mTLS alone', async () => {
    const bank = await createHarness()
    const merchant = {
      merchantId: '123456789',
      merchantName: 'Bakker',
      merchantIBAN: 'NL20INGB0001234567',
      dailyReceivableLimit: { value: 500, currency: 'EUR' },
    }
    const target = '/payment-requests/registrations'
    expect((await bank.send(await premium(bank, { target }))).status).toBe(404)
    const signed = await bank.send(await premium(bank, { method: 'POST', target, body: JSON.stringify(merchant) }))
    expect(signed.status, signed.rejection?.reason).toBe(202)
    const token = String(jsonOf(await bank.send(mtlsTokenRequest(bank.tpp, PREMIUM)))['access_token'])
    const headers = { ...REQ_ID, ...JSON_BODY, Authorization: `Bearer ${token}` }
    const tls = bank.tpp.tls.certificate
    const changed = await bank.send({ method: 'PATCH', target, headers, body: '{"merchantName":"Bakker BV"}', tls })
    expect(changed.status, changed.rejection?.reason).toBe(204)
    expect(jsonOf(await bank.send(await premium(bank, { target })))).toMatchObject({
      merchantName: 'Bakker BV',
      status: 'Active',
    })
  })
})

describe('confirmation of funds', () => {
  it('says yes or no for an account that was consented to, and nothing of another', async () => {
    const bank = await createHarness()
    const scope = 'payment-accounts:funds-availability:confirm'
    const code = await bank.code({}, { scope })
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const body = `grant_type=authorization_code&code=${code}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`
    const names = ['(request-target)', 'date', 'digest']
    const exchange = bank.http(
      { method: 'POST', target: '/oauth2/token', headers: form, body, token: await bank.signedToken() },
      { names },
    )
    const token = String(jsonOf(await bank.send(exchange))['access_token'])
    const { items } = (await bank.control('GET', '/ing/profiles')).body as { items: { accounts: { iban: string }[] }[] }
    const ask = async (iban: string | undefined, amount: string) =>
      bank.send(
        bank.http({
          method: 'POST',
          target: '/v1/funds-confirmations',
          headers: JSON_BODY,
          body: JSON.stringify({ account: { iban }, instructedAmount: { amount, currency: 'EUR' } }),
          token,
        }),
      )
    const iban = items[0]?.accounts[0]?.iban
    expect(jsonOf(await ask(iban, '0.01'))).toEqual({ fundsAvailable: true })
    expect(jsonOf(await ask(iban, '99999999.00'))).toEqual({ fundsAvailable: false })
    expect((await ask('NL20INGB0001234567', '1.00')).rejection?.check).toBe('ing-52')
    expect((await ask(iban, '1,00')).rejection?.check).toBe('ing-63')
    expect((await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token }))).rejection?.check).toBe(
      'ing-13',
    )
  })
})

const LEGACY = '/oauth2/authorization-server-url?scope=payment-accounts%3Abalances%3Aview'

describe('the lenient profile', () => {
  it.each([
    ['strict', 404],
    ['lenient', 200],
  ] as const)('serves the old authorization URL: %s gives %d', async (profile, status) => {
    const bank = await createHarness({ profile })
    const names = ['(request-target)', 'date', 'digest']
    const draft = bank.http({ method: 'GET', target: LEGACY, token: await bank.signedToken() }, { names })
    expect((await bank.send(draft)).status).toBe(status)
  })

  it('takes the digest without its prefix that an official script sends', async () => {
    const bank = await createHarness({ profile: 'lenient' })
    const names = ['(request-target)', 'date', 'digest']
    const headers = { Digest: sha256('').slice('SHA-256='.length) }
    const draft = bank.http({ method: 'GET', target: LEGACY, headers, token: await bank.signedToken() }, { names })
    expect((await bank.send(draft)).status).toBe(200)
  })

  it('hands out a code without a browser, behind six characters to cut off', async () => {
    const bank = await createHarness({ profile: 'lenient' })
    const headers = { Authorization: `Bearer ${await bank.signedToken()}` }
    const list = String(
      (await bank.send({ method: 'GET', target: '/grantssupport/accounts', headers, tls: null })).body,
    )
    expect(list.slice(0, 6)).toBe(")]}',\n")
    const { accounts } = JSON.parse(list.slice(6)) as { accounts: { id: string; country_code: string }[] }
    const body = JSON.stringify({
      id: accounts[0]?.id,
      client_id: bank.ing.clientId,
      scopes: 'payment-accounts:balances:view payment-accounts:transactions:view',
      state: 'abc',
      redirectURL: REDIRECT_URI,
    })
    const draft = { method: 'POST', target: '/grantssupport/x/auth-code', body, tls: null }
    const xsrf = { ...headers, ...JSON_BODY, 'X-XSRF-Token': 'one', Cookie: 'a=b; XSRF-TOKEN=one' }
    const granted = String((await bank.send({ ...draft, headers: xsrf })).body)
    expect((JSON.parse(granted.slice(6)) as { location: string }).location).toMatch(/code=[0-9a-f-]{36}$/)
    expect((await bank.send({ ...draft, headers: { ...xsrf, Cookie: 'XSRF-TOKEN=two' } })).status).toBe(400)
  })

  it('knows the long keyId, an unpadded day and a country of old', async () => {
    const bank = await createHarness({ profile: 'lenient' })
    const serial = signedTokenRequest(bank.tpp, START).headers?.['Authorization']?.match(/SN=[0-9A-F]+/)?.[0] ?? ''
    expect(
      (await bank.send(signedTokenRequest(bank.tpp, START, { keyId: `${serial},CA=CN=AppCertificateMeansAPI` })))
        .status,
    ).toBe(200)
    const headers = { Date: 'Thu, 5 Mar 2026 09:08:07 GMT' }
    expect((await bank.send(signedTokenRequest(bank.tpp, START, { headers }))).status).toBe(200)
    const target = authorizeUrl(bank.ing.clientId, {}, 'AT').replace('https://127.0.0.1', '')
    expect(String((await bank.send({ method: 'GET', target, tls: null })).body)).toContain('Hans Mustermann')
  })
})

describe('the state of the simulated bank', () => {
  it('is as it was after a reset, with the same accounts and none of the tokens', async () => {
    const bank = await createHarness()
    const before = (await bank.control('GET', '/ing/profiles')).body
    const { access: token } = await bank.customer()
    bank.ing.reset()
    expect((await bank.control('GET', '/ing/profiles')).body).toEqual(before)
    expect((await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token }))).rejection?.check).toBe(
      'ing-10',
    )
  })

  it('refuses modes that it does not know', async () => {
    const bank = await createHarness()
    expect((await bank.control('POST', '/ing/modes', { nothing: 1 })).status).toBe(400)
    expect((await bank.control('POST', '/ing/modes', { paymentsStuck: 'yes' })).status).toBe(400)
  })
})

import { describe, expect, it } from 'vitest'
import { authorizeUrl, createHarness, type Harness, jsonOf, REDIRECT_URI } from './ing-harness.ts'
import { itRefuses, type SpoiledRow } from './spoiled-rows.ts'
import { type Draft, FORM, mtlsTokenRequest, signedTokenRequest } from './tpp-requests.ts'

const NAMES = ['(request-target)', 'date', 'digest']

/** A call to the token endpoint, or to the revocation, with a signed application token. */
const tokenCall = async (bank: Harness, body: string, target = '/oauth2/token'): Promise<Draft> =>
  bank.http({ method: 'POST', target, headers: FORM, body, token: await bank.signedToken() }, { names: NAMES })

const exchange = (code: string, uri: string | undefined = REDIRECT_URI) =>
  `grant_type=authorization_code&code=${code}${uri === undefined ? '' : `&redirect_uri=${encodeURIComponent(uri)}`}`

const withoutUri = (code: string) => `grant_type=authorization_code&code=${code}`

/** The other TPP, which is registered too, asking for a token of its own. */
const otherCall = async (bank: Harness, body: string): Promise<Draft> => {
  const { otherTpp } = bank.pki.ing
  const answer = jsonOf(await bank.send(signedTokenRequest(otherTpp, bank.clock.now())))
  const draft = { method: 'POST', target: '/oauth2/token', headers: FORM, body, tls: otherTpp.tls.certificate }
  const signing = { names: NAMES, key: otherTpp.signing.key, keyId: String(answer['client_id']) }
  return bank.http({ ...draft, token: String(answer['access_token']) }, signing)
}

const GRANT_BODY = { error: 'INVALID_GRANT' }

const refusal = (row: number, name: string, make: SpoiledRow['make'], more: Partial<SpoiledRow> = {}): SpoiledRow => ({
  row,
  name,
  make,
  status: 400,
  ...more,
})

const page =
  (query: Record<string, string>, country = 'NL') =>
  (bank: Harness): Draft => ({
    method: 'GET',
    target: authorizeUrl(bank.ing.clientId, query, country).replace('https://127.0.0.1', ''),
    tls: null,
  })

const ROWS: readonly SpoiledRow[] = [
  refusal(33, 'no grant_type', (bank) => mtlsTokenRequest(bank.tpp, '', 'client_id=1')),
  refusal(33, 'an unknown grant_type', (bank) => mtlsTokenRequest(bank.tpp, '', 'grant_type=password')),
  refusal(33, 'a parameter twice', (bank) =>
    mtlsTokenRequest(bank.tpp, '', 'grant_type=client_credentials&grant_type=client_credentials'),
  ),
  refusal(33, 'a broken percent encoding', (bank) => mtlsTokenRequest(bank.tpp, '', 'grant_type=%zz')),
  refusal(33, 'client_credentials beside a token', (bank) => tokenCall(bank, 'grant_type=client_credentials')),
  refusal(33, 'no code', (bank) => tokenCall(bank, 'grant_type=authorization_code')),
  refusal(33, 'no refresh_token', (bank) => tokenCall(bank, 'grant_type=refresh_token')),
  refusal(34, 'no client_id', (bank) => mtlsTokenRequest(bank.tpp, '', 'grant_type=client_credentials')),
  refusal(34, 'a foreign client_id', (bank) => mtlsTokenRequest(bank.tpp, 'c188888a-6a7d-40b0-bdcb-c612bc1f8ba1'), {
    status: 401,
  }),
  refusal(35, 'an unknown scope', (bank) =>
    mtlsTokenRequest(bank.tpp, '', `grant_type=client_credentials&client_id=${bank.ing.clientId}&scope=all`),
  ),
  refusal(35, 'a scope of premium applications', (bank) =>
    mtlsTokenRequest(
      bank.tpp,
      '',
      `grant_type=client_credentials&client_id=${bank.ing.clientId}&scope=payment-requests%3Aview`,
    ),
  ),
  refusal(36, 'an unknown code', (bank) => tokenCall(bank, exchange('123'))),
  refusal(36, 'a code of 601 s', async (bank) => {
    const code = await bank.code()
    bank.clock.advance(601)
    return tokenCall(bank, exchange(code))
  }),
  refusal(36, "another application's code", async (bank) => otherCall(bank, exchange(await bank.code()))),
  refusal(37, 'another redirect_uri', async (bank) =>
    tokenCall(bank, exchange(await bank.code(), 'http://127.0.0.1:8765/callback')),
  ),
  refusal(37, 'no redirect_uri', async (bank) => tokenCall(bank, withoutUri(await bank.code()))),
  refusal(38, 'a code used twice', async (bank) => {
    const body = exchange(await bank.code())
    expect((await bank.send(await tokenCall(bank, body))).status).toBe(200)
    return tokenCall(bank, body)
  }),
  refusal(39, 'an unknown refresh token', (bank) => tokenCall(bank, 'grant_type=refresh_token&refresh_token=x'), {
    body: GRANT_BODY,
  }),
  refusal(
    39,
    'a refresh token that was replaced',
    async (bank) => {
      const body = `grant_type=refresh_token&refresh_token=${(await bank.customer()).refresh}`
      expect((await bank.send(await tokenCall(bank, body))).status).toBe(200)
      return tokenCall(bank, body)
    },
    { body: GRANT_BODY },
  ),
  refusal(
    39,
    "another application's refresh token",
    async (bank) => otherCall(bank, `grant_type=refresh_token&refresh_token=${(await bank.customer()).refresh}`),
    { body: GRANT_BODY },
  ),
  refusal(
    39,
    'a refresh token of 30 days',
    async (bank) => {
      const { refresh } = await bank.customer()
      bank.clock.advance(30 * 86_400)
      return tokenCall(bank, `grant_type=refresh_token&refresh_token=${refresh}`)
    },
    { body: GRANT_BODY },
  ),
  refusal(
    39,
    'a consent of 181 days',
    async (bank) => {
      let { refresh } = await bank.customer()
      for (let day = 0; day < 180; day += 20) {
        bank.clock.advance(20 * 86_400)
        const answer = await bank.send(await tokenCall(bank, `grant_type=refresh_token&refresh_token=${refresh}`))
        refresh = String(jsonOf(answer)['refresh_token'] ?? refresh)
      }
      bank.clock.advance(86_400)
      return tokenCall(bank, `grant_type=refresh_token&refresh_token=${refresh}`)
    },
    { body: GRANT_BODY, reason: /consent has expired/ },
  ),
  refusal(
    39,
    'a withdrawn consent',
    async (bank) => {
      const { refresh } = await bank.customer()
      await bank.control('POST', '/ing/tokens/revoke', { kind: 'consents' })
      return tokenCall(bank, `grant_type=refresh_token&refresh_token=${refresh}`)
    },
    { body: GRANT_BODY },
  ),
  refusal(
    39,
    'a revoked refresh token',
    async (bank) => {
      const { refresh } = await bank.customer()
      expect((await bank.send(await tokenCall(bank, `token=${refresh}`, '/oauth2/token/revoke'))).status).toBe(200)
      return tokenCall(bank, `grant_type=refresh_token&refresh_token=${refresh}`)
    },
    { body: GRANT_BODY },
  ),
  refusal(40, 'no token to revoke', (bank) => tokenCall(bank, 'x=1', '/oauth2/token/revoke')),
  refusal(40, 'another hint', (bank) =>
    tokenCall(bank, 'token=1&token_type_hint=access_token', '/oauth2/token/revoke'),
  ),
]

const PAGE_ROWS: readonly SpoiledRow[] = [
  refusal(41, 'an unknown country', page({}, 'XX')),
  refusal(41, 'a former country', page({}, 'AT')),
  refusal(41, 'an unknown client_id', page({ client_id: 'x' })),
  refusal(41, 'response_type token', page({ response_type: 'token' })),
  refusal(41, 'no scope', page({ scope: '' })),
  refusal(41, "an application's scope", page({ scope: 'payment-accounts:orders:create' })),
  refusal(42, 'a blank state', page({ state: ' ' })),
  ...['a.b', 'a~b', 'a:b', 'a&b', 'ä'].map((state) => refusal(42, `state ${state}`, page({ state }))),
  refusal(42, 'a hyphen in production', page({ state: 'a-b' }), { options: { environment: 'production' } }),
  refusal(43, 'a redirect_uri that is not registered', page({ redirect_uri: 'https://evil.example/cb' })),
  refusal(43, 'a registered redirect_uri with a slash more', page({ redirect_uri: `${REDIRECT_URI}/` })),
  refusal(43, 'no redirect_uri where several are registered', (bank) => {
    const draft = page({})(bank)
    return { ...draft, target: draft.target.replace(/&redirect_uri=[^&]*/, '') }
  }),
]

describe('OAuth', () => {
  itRefuses(ROWS)

  it('row 36: lets a code of 599 s pass', async () => {
    const bank = await createHarness()
    const code = await bank.code()
    bank.clock.advance(599)
    expect((await bank.send(await tokenCall(bank, exchange(code)))).status).toBe(200)
  })

  it('row 38: ends the tokens of the first use', async () => {
    const bank = await createHarness()
    const body = exchange(await bank.code())
    const first = jsonOf(await bank.send(await tokenCall(bank, body)))
    await bank.send(await tokenCall(bank, body))
    const token = String(first['access_token'])
    const answer = await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token }))
    expect([answer.status, answer.rejection?.check]).toEqual([401, 'ing-10'])
  })

  it('row 37: needs no redirect_uri in the lenient profile, nor with one URI that nobody named', async () => {
    const lenient = await createHarness({ profile: 'lenient' })
    expect((await lenient.send(await tokenCall(lenient, withoutUri(await lenient.code())))).status).toBe(200)
    const single = await createHarness({ redirectUris: [REDIRECT_URI] })
    const url = authorizeUrl(single.ing.clientId).replace(/&redirect_uri=[^&]*/, '')
    const { location } = (await single.control('POST', '/ing/consents', { authorizeUrl: url })).body as {
      location: string
    }
    const code = new URL(location).searchParams.get('code') ?? ''
    expect((await single.send(await tokenCall(single, withoutUri(code)))).status).toBe(200)
  })

  it('refreshes with a new token, or without one where the bank gives none', async () => {
    const bank = await createHarness()
    const { refresh } = await bank.customer()
    const body = `grant_type=refresh_token&refresh_token=${refresh}`
    await bank.control('POST', '/ing/modes', { refreshWithoutToken: true })
    const without = jsonOf(await bank.send(await tokenCall(bank, body)))
    expect(without).toMatchObject({ expires_in: 900, token_type: 'Bearer' })
    expect(without).not.toHaveProperty('refresh_token')
    await bank.control('POST', '/ing/modes', { refreshWithoutToken: false })
    const rotated = jsonOf(await bank.send(await tokenCall(bank, body)))
    expect(rotated).toMatchObject({ refresh_token_expires_in: 2_592_000 })
    expect(rotated['refresh_token']).not.toBe(refresh)
  })

  it('revokes over mTLS alone with an mTLS token', async () => {
    const bank = await createHarness()
    const { access, refresh } = await bank.customer()
    const headers = { ...FORM, Authorization: `Bearer ${await bank.mtlsToken()}` }
    const draft = {
      method: 'POST',
      target: '/oauth2/token/revoke',
      headers,
      body: `token=${refresh}`,
      tls: bank.tpp.tls.certificate,
    }
    expect(await bank.send(draft)).toMatchObject({ status: 200, body: '' })
    expect((await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token: access }))).status).toBe(401)
  })

  it.each(['+', '%20'])('takes %s as the blank between scopes', async (blank) => {
    const bank = await createHarness()
    const body = `grant_type=client_credentials&client_id=${bank.ing.clientId}&scope=greetings%3Aview${blank}granting`
    expect(jsonOf(await bank.send(mtlsTokenRequest(bank.tpp, '', body)))).toMatchObject({
      scope: 'granting greetings:view',
    })
  })
})

describe('the authorization page', () => {
  it.each(PAGE_ROWS.map((row) => [`row ${row.row}: ${row.name}`, row] as const))(
    'shows an error page for %s',
    async (_title, row) => {
      const bank = await createHarness(row.options)
      const answer = await bank.send(await row.make(bank))
      expect([answer.status, answer.rejection?.check]).toEqual([400, `ing-${row.row}`])
      expect(answer.headers).not.toHaveProperty('Location')
      expect(String(answer.body)).toContain('role="alert"')
    },
  )

  it('row 42: lets a hyphen pass in the sandbox', async () => {
    const bank = await createHarness()
    expect((await bank.send(page({ state: 'a-b' })(bank))).status).toBe(200)
  })

  it('leads from country over profile and accounts to a code, without a script', async () => {
    const bank = await createHarness()
    const url = authorizeUrl(bank.ing.clientId).replace('https://127.0.0.1', '').replace('/NL?', '?&')
    const first = await bank.send({ method: 'GET', target: url, tls: null })
    expect(String(first.body)).toContain('<label for="country">')
    expect(String(first.body)).not.toContain('<script')
    const post = (target: string, body: string) => bank.send({ method: 'POST', target, headers: FORM, body, tls: null })
    const second = await post(url, 'step=country&country=NL&action=next')
    expect(String(second.body)).toContain('Hr A van Dijk, Mw B Mol-van Dijk')
    const inCountry = url.replace('/authorize/v2', '/authorize/v2/NL')
    const third = await post(inCountry, 'step=profile&profile=nl-van-dijk&action=next')
    const account = /name="account" value="([^"]+)"/.exec(String(third.body))?.[1] ?? ''
    const last = await post(inCountry, `step=accounts&profile=nl-van-dijk&account=${account}&action=next`)
    expect(last.status).toBe(303)
    expect(last.headers?.['Location']).toMatch(/^https:\/\/tpp\.example\/cb\?state=abc123&code=[0-9a-f-]{36}$/)
  })

  it('sends the customer who cancels back with access_denied', async () => {
    const bank = await createHarness()
    const url = authorizeUrl(bank.ing.clientId).replace('https://127.0.0.1', '')
    const answer = await bank.send({ method: 'POST', target: url, headers: FORM, body: 'action=cancel', tls: null })
    expect(answer.headers?.['Location']).toMatch(/\?error=access_denied&error_description=[^&]+&state=abc123$/)
  })

  it('gives production its long codes', async () => {
    const bank = await createHarness({ environment: 'production' })
    expect(await bank.code()).toMatch(/^[0-9a-f]{96}$/)
  })
})

describe('POST /ing/consents', () => {
  const bodies = [
    ['no authorizeUrl', {}],
    ['an unknown profile', { profile: 'nobody' }],
    ['an unknown account', { accounts: ['nothing'] }],
    ['an unknown decision', { decision: 'maybe' }],
  ] as const
  it.each(bodies)('refuses %s', async (name, body) => {
    const bank = await createHarness()
    const url = name === 'no authorizeUrl' ? {} : { authorizeUrl: authorizeUrl(bank.ing.clientId) }
    expect((await bank.control('POST', '/ing/consents', { ...url, ...body })).status).toBe(400)
  })

  it('names the row of a wrong authorization request', async () => {
    const bank = await createHarness()
    const url = authorizeUrl(bank.ing.clientId, { state: 'a.b' })
    expect((await bank.control('POST', '/ing/consents', { authorizeUrl: url })).body).toMatchObject({ check: 'ing-42' })
  })
})

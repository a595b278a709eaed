import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  consentBody,
  createHarness,
  type Draft,
  type Harness,
  itRefuses,
  jsonOf,
  linkOf,
  type Members,
  REDIRECT_URI,
} from './berlin-group-harness.ts'

const consent =
  (body: Members, change: Partial<Draft> = {}) =>
  (): Draft => ({ method: 'POST', target: '/v1/consents', body: consentBody(body), ...change })
const invalidService = { status: 400, code: 'SERVICE_INVALID' } as const

describe('POST /consents', () => {
  itRefuses([
    { row: 17, name: 'no JSON', status: 400, make: () => ({ method: 'POST', target: '/v1/consents', body: '{' }) },
    { row: 17, name: 'an unknown field', status: 400, make: consent({ validTo: '2026-08-01' }) },
    { row: 17, name: 'a null', status: 400, make: consent({ combinedServiceIndicator: null }) },
    { row: 18, name: 'no access', status: 400, make: consent({ access: undefined }) },
    { row: 18, name: 'no recurringIndicator', status: 400, make: consent({ recurringIndicator: undefined }) },
    { row: 18, name: 'no validUntil', status: 400, make: consent({ validUntil: undefined }) },
    { row: 18, name: 'no frequencyPerDay', status: 400, make: consent({ frequencyPerDay: undefined }) },
    { row: 19, name: 'validUntil yesterday', status: 400, make: consent({ validUntil: '2026-03-04' }) },
    { row: 19, name: 'frequency 0', status: 400, make: consent({ frequencyPerDay: 0 }) },
    { row: 19, name: 'a one-off consent with frequency 4', status: 400, make: consent({ recurringIndicator: false }) },
    { row: 20, name: 'an empty access', status: 400, make: consent({ access: {} }) },
    {
      row: 20,
      name: 'a list with a word',
      status: 400,
      make: consent({ access: { allPsd2: 'allAccounts', accounts: [] } }),
    },
    {
      row: 20,
      name: 'one empty list of two',
      status: 400,
      make: consent({ access: { accounts: [{ iban: 'DE02120300000000202051' }], balances: [] } }),
    },
    { row: 20, name: 'an unknown word', status: 400, make: consent({ access: { allPsd2: 'everything' } }) },
    {
      row: 21,
      name: 'a kind that the bank does not offer',
      ...invalidService,
      make: consent({ access: { accounts: [] } }, { bank: 'nordic', target: '/v4/consents' }),
    },
    {
      row: 22,
      name: 'a combined session',
      status: 400,
      code: 'SESSIONS_NOT_SUPPORTED',
      make: consent({ combinedServiceIndicator: true }),
    },
    {
      row: 23,
      name: 'an IBAN with wrong check digits',
      status: 400,
      make: consent({ access: { accounts: [{ iban: 'DE03120300000000202051' }] } }),
    },
    {
      row: 23,
      name: 'an account that the bank does not have',
      status: 400,
      make: consent({ access: { accounts: [{ iban: 'DE02120300000000202051' }] } }),
    },
    {
      row: 24,
      name: 'no token where the bank wants one before',
      status: 401,
      code: 'UNAUTHORIZED',
      make: consent({}, { bank: 'prestep' }),
    },
    {
      row: 25,
      name: 'an unknown consent',
      status: 403,
      code: 'CONSENT_UNKNOWN',
      make: () => ({ target: '/v1/consents/42' }),
    },
    {
      row: 25,
      name: "another TPP's consent",
      status: 403,
      code: 'CONSENT_UNKNOWN',
      make: async (bank) => ({ target: `/v1/consents/${(await bank.consent()).id}`, tpp: bank.otherTpp }),
    },
    {
      row: 35,
      name: 'a second authorisation',
      status: 409,
      code: 'STATUS_INVALID',
      make: async (bank) => ({
        method: 'POST',
        target: `/v1/consents/${(await bank.consent()).id}/authorisations`,
        body: {},
      }),
    },
    {
      row: 34,
      name: 'an authorisation of another consent',
      status: 403,
      code: 'RESOURCE_UNKNOWN',
      make: async (bank) => {
        const [first, second] = [await bank.consent(), await bank.consent()]
        const { authorisationIds } = await bank.json({ target: `/v1/consents/${first.id}/authorisations` })
        return { target: `/v1/consents/${second.id}/authorisations/${(authorisationIds as string[])[0]}` }
      },
    },
  ])

  it('shortens what is too long, and says so when the consent is read', async () => {
    const bank = await createHarness()
    const { id } = await bank.consent('standard', { validUntil: '9999-12-31' })
    expect(await bank.json({ target: `/v1/consents/${id}` })).toMatchObject({
      validUntil: '2026-09-01',
      consentStatus: 'valid',
    })
  })

  it('ends the older recurring consent of the customer, but not at a bank with several', async () => {
    for (const [id, status, headers] of [
      ['standard', 'expired', {}],
      ['group', 'valid', { 'psu-id': 'jonas.weber', 'psu-id-type': 'DE_ONLB_DB' }],
    ] as const) {
      const bank = await createHarness()
      const make = async () => {
        const answer = await bank.json(
          { bank: id, method: 'POST', target: '/v1/consents', body: consentBody(), headers },
          201,
        )
        await bank.control('/berlin-group/sca', { url: linkOf(answer['_links'], 'scaRedirect') })
        return String(answer['consentId'])
      }
      const first = await make()
      await make()
      expect(await bank.json({ bank: id, target: `/v1/consents/${first}/status` })).toEqual({ consentStatus: status })
    }
  })

  it('is rejected when the customer cancels, or names accounts of somebody else', async () => {
    const bank = await createHarness()
    const [iban] = await bank.ibans('standard', 1)
    for (const [body, decision] of [
      [{}, { decision: 'cancel' }],
      [{ access: { accounts: [{ iban }] } }, { customer: 'jonas.weber' }],
    ]) {
      const { id } = await bank.consent('standard', body, decision)
      expect(await bank.json({ target: `/v1/consents/${id}/status` })).toEqual({ consentStatus: 'rejected' })
    }
  })

  it('is terminated by DELETE, with a further authorisation at the bank that wants one', async () => {
    const bank = await createHarness()
    const { id } = await bank.consent()
    expect((await bank.send({ method: 'DELETE', target: `/v1/consents/${id}` })).status).toBe(204)
    expect(await bank.json({ target: `/v1/consents/${id}/status` })).toEqual({ consentStatus: 'terminatedByTpp' })
    const [iban] = await bank.ibans('savings')
    const started = await bank.json(
      {
        bank: 'savings',
        method: 'POST',
        target: '/v1/consents',
        body: consentBody({ access: { accounts: [{ iban }] } }),
      },
      201,
    )
    const other = String(started['consentId'])
    const authorisation = await bank.json(
      {
        method: 'POST',
        bank: 'savings',
        target: linkOf(started['_links'], 'startAuthorisation'),
        body: {},
        headers: { 'tpp-redirect-uri': REDIRECT_URI },
      },
      201,
    )
    await bank.control('/berlin-group/sca', { url: linkOf(authorisation['_links'], 'scaRedirect') })
    const answer = await bank.json({ bank: 'savings', method: 'DELETE', target: `/v1/consents/${other}` }, 202)
    await bank.control('/berlin-group/sca', { url: linkOf(answer['_links'], 'scaRedirect') })
    expect(await bank.json({ bank: 'savings', target: `/v1/consents/${other}/status` })).toEqual({
      consentStatus: 'terminatedByTpp',
    })
  })
})

/** The embedded way as far as its links lead. */
const embeddedStart = async (bank: Harness) => {
  const headers = { 'psu-id': 'jonas.weber' }
  const made = await bank.json(
    { bank: 'embedded', method: 'POST', target: '/v1/consents', body: consentBody(), headers },
    201,
  )
  const start = linkOf(made['_links'], 'startAuthorisationWithPsuAuthentication')
  const body = { psuData: { password: 'start123' } }
  const answer = await bank.json({ bank: 'embedded', method: 'POST', target: start, body, headers }, 201)
  const put = (link: string, content: Members): Draft => ({
    bank: 'embedded',
    method: 'PUT',
    target: link,
    body: content,
    headers,
  })
  return { made, answer, put, start, headers }
}

describe('embedded', () => {
  it('goes by password, method and code, without an authorisationId', async () => {
    const bank = await createHarness()
    const { made, answer, put } = await embeddedStart(bank)
    expect(answer).toMatchObject({ scaStatus: 'psuAuthenticated', scaMethods: [{ authenticationMethodId: 'sms' }, {}] })
    expect(answer).not.toHaveProperty('authorisationId')
    const chosen = await bank.json(
      put(linkOf(answer['_links'], 'selectAuthenticationMethod'), { authenticationMethodId: 'sms' }),
    )
    expect(chosen).toMatchObject({ scaStatus: 'scaMethodSelected', challengeData: { otpFormat: 'integer' } })
    const done = await bank.json(
      put(linkOf(chosen['_links'], 'authoriseTransaction'), { scaAuthenticationData: '123456' }),
    )
    expect(done).toMatchObject({ scaStatus: 'finalised' })
    expect(await bank.json({ bank: 'embedded', target: `/v1/consents/${made['consentId']}/status` })).toEqual({
      consentStatus: 'valid',
    })
  })

  itRefuses([
    {
      row: 36,
      name: 'a wrong password',
      status: 401,
      code: 'PSU_CREDENTIALS_INVALID',
      make: async (bank) => {
        const { start, headers } = await embeddedStart(bank)
        const other = await bank.json(
          { bank: 'embedded', method: 'POST', target: '/v1/consents', body: consentBody(), headers },
          201,
        )
        expect(start).not.toBe('')
        const target = linkOf(other['_links'], 'startAuthorisationWithPsuAuthentication')
        return { bank: 'embedded', method: 'POST', target, body: { psuData: { password: 'x' } }, headers }
      },
    },
    {
      row: 37,
      name: 'an unknown method',
      status: 400,
      code: 'SCA_METHOD_UNKNOWN',
      make: async (bank) => {
        const { answer, put } = await embeddedStart(bank)
        return put(linkOf(answer['_links'], 'selectAuthenticationMethod'), { authenticationMethodId: 'fax' })
      },
    },
    {
      row: 34,
      name: 'a code before a method',
      status: 409,
      code: 'STATUS_INVALID',
      make: async (bank) => {
        const { answer, put } = await embeddedStart(bank)
        return put(linkOf(answer['_links'], 'selectAuthenticationMethod'), { scaAuthenticationData: '123456' })
      },
    },
  ])

  it('fails at the third wrong code, and the consent with it', async () => {
    const bank = await createHarness()
    const { made, answer, put } = await embeddedStart(bank)
    const link = linkOf(answer['_links'], 'selectAuthenticationMethod')
    await bank.json(put(link, { authenticationMethodId: 'push' }))
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await bank.send(put(link, { scaAuthenticationData: '0' }))).toMatchObject({ status: 401 })
    }
    expect(await bank.json({ bank: 'embedded', target: `/v1/consents/${made['consentId']}/status` })).toEqual({
      consentStatus: 'rejected',
    })
  })
})

describe('other ways', () => {
  it('decoupled: the customer confirms in the app, with the token of the pre-step', async () => {
    const bank = await createHarness()
    const token = await oauth(bank, 'prestep', 'AIS')
    const headers = { authorization: `Bearer ${token['access_token']}` }
    const made = await bank.send({
      bank: 'prestep',
      method: 'POST',
      target: '/v1/consents',
      body: consentBody(),
      headers,
    })
    expect(made.headers).toMatchObject({ 'ASPSP-SCA-Approach': 'DECOUPLED' })
    const body = jsonOf(made)
    expect(body).toMatchObject({ scaStatus: 'started', psuMessage: expect.any(String) })
    await bank.control('/berlin-group/decoupled', { id: body['consentId'] })
    const target = linkOf(body['_links'], 'scaStatus')
    expect(await bank.json({ bank: 'prestep', target, headers })).toEqual({ scaStatus: 'finalised' })
  })

  it('redirect with a confirmation code', async () => {
    const bank = await createHarness()
    const made = await bank.json({ bank: 'hub', method: 'POST', target: '/v1/consents', body: consentBody() }, 201)
    const { location } = await bank.control('/berlin-group/sca', { url: linkOf(made['_links'], 'scaRedirect') })
    const code = new URL(String(location)).searchParams.get('confirmationCode')
    const status = linkOf(made['_links'], 'scaStatus')
    expect(await bank.json({ bank: 'hub', target: status })).toEqual({ scaStatus: 'unconfirmed' })
    const put = {
      bank: 'hub',
      method: 'PUT',
      target: linkOf(made['_links'], 'confirmation'),
      body: { confirmationCode: code },
    }
    expect(await bank.json(put)).toMatchObject({ scaStatus: 'finalised' })
  })

  itRefuses([
    {
      row: 38,
      name: 'a wrong confirmation code',
      status: 400,
      code: 'SCA_INVALID',
      make: async (bank) => {
        const made = await bank.json({ bank: 'hub', method: 'POST', target: '/v1/consents', body: consentBody() }, 201)
        await bank.control('/berlin-group/sca', { url: linkOf(made['_links'], 'scaRedirect') })
        return {
          bank: 'hub',
          method: 'PUT',
          target: linkOf(made['_links'], 'confirmation'),
          body: { confirmationCode: '1' },
        }
      },
    },
  ])

  it('has a page where the customer chooses accounts of a bank-offered consent', async () => {
    const bank = await createHarness()
    const made = await bank.json(
      { method: 'POST', target: '/v1/consents', body: consentBody({ access: { accounts: [], balances: [] } }) },
      201,
    )
    const target = linkOf(made['_links'], 'scaRedirect')
    const shown = await bank.send({ target, tpp: null, headers: { 'x-request-id': undefined } })
    const customer = /name="customer" value="([^"]+)"/.exec(String(shown.body))?.[1]
    const account = /name="account" value="([^"]+)"/.exec(String(shown.body))?.[1]
    const form = `action=approve&customer=${customer}&account=${account}`
    const back = await bank.send({
      method: 'POST',
      target,
      tpp: null,
      body: form,
      headers: { 'tpp-redirect-uri': undefined },
    })
    expect(back.headers?.['Location']).toBe(REDIRECT_URI)
    const list = await bank.json({ target: '/v1/accounts', headers: { 'consent-id': String(made['consentId']) } })
    expect(list['accounts']).toHaveLength(1)
    expect(await bank.json({ target: `/v1/consents/${made['consentId']}` })).toMatchObject({
      access: { accounts: [{ iban: expect.any(String) }] },
    })
  })
})

const verifier = randomBytes(40).toString('base64url')
const form = (parameters: Record<string, string>) => ({
  method: 'POST',
  target: '/oauth/token',
  body: new URLSearchParams(parameters).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})

const tokenForm = (code: string): Record<string, string> => ({
  grant_type: 'authorization_code',
  client_id: 'PSDDE-BAFIN-123456',
  code,
  redirect_uri: REDIRECT_URI,
  code_verifier: verifier,
})

const oauthCode = async (bank: Harness, id: string, scope: string): Promise<string> => {
  const url = new URL(`https://bg.example/${id}/oauth/authorize`)
  url.search = String(
    new URLSearchParams({
      response_type: 'code',
      client_id: 'PSDDE-BAFIN-123456',
      scope,
      state: 's',
      redirect_uri: REDIRECT_URI,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }),
  )
  const { location } = await bank.control('/berlin-group/sca', { url: url.toString() })
  return String(new URL(String(location)).searchParams.get('code'))
}

const oauth = async (bank: Harness, id: string, scope: string): Promise<Members> =>
  bank.json({ bank: id, ...form(tokenForm(await oauthCode(bank, id, scope))) })

describe('OAuth', () => {
  const start = async (bank: Harness) => {
    const target = '/berlingroup/v1/consents'
    return bank.json({ bank: 'developers', method: 'POST', target, body: consentBody() }, 201)
  }

  it('has the token as its proof: metadata, code with PKCE, refresh', async () => {
    const bank = await createHarness()
    const made = await start(bank)
    const metadata = await bank.json({ bank: 'developers', target: linkOf(made['_links'], 'scaOAuth'), tpp: null })
    expect(metadata['authorization_endpoint']).toMatch(/\/developers\/oauth\/authorize\?authorizationId=/)
    const token = await oauth(bank, 'developers', `AIS:${made['consentId']}`)
    const headers = { 'consent-id': String(made['consentId']), authorization: `Bearer ${token['access_token']}` }
    const list = await bank.json({ bank: 'developers', target: '/berlingroup/v1/accounts', headers })
    expect((list['accounts'] as unknown[]).length).toBeGreaterThan(1)
    const again = {
      grant_type: 'refresh_token',
      client_id: 'PSDDE-BAFIN-123456',
      refresh_token: String(token['refresh_token']),
    }
    expect(await bank.json({ bank: 'developers', ...form(again) })).toMatchObject({ token_type: 'Bearer' })
    expect(await bank.send({ bank: 'developers', ...form(again) })).toMatchObject({ status: 400 })
  })

  const spoiled =
    (change: Record<string, string>) =>
    async (bank: Harness): Promise<Draft> => {
      const made = await start(bank)
      const code = await oauthCode(bank, 'developers', `AIS:${made['consentId']}`)
      return { bank: 'developers', ...form({ ...tokenForm(code), ...change }) }
    }

  const bad = { row: 39, status: 400, code: 'invalid_grant' } as const
  itRefuses([
    { ...bad, name: 'an unknown code', make: spoiled({ code: 'x' }) },
    { ...bad, name: 'another verifier', make: spoiled({ code_verifier: 'a'.repeat(43) }) },
    { ...bad, name: 'a short verifier', code: 'invalid_request', make: spoiled({ code_verifier: 'a' }) },
    { ...bad, name: 'another redirect URI', make: spoiled({ redirect_uri: 'https://tpp.example/' }) },
    {
      ...bad,
      name: 'another client_id',
      status: 401,
      code: 'invalid_client',
      make: spoiled({ client_id: 'PSDDE-BAFIN-1' }),
    },
    {
      ...bad,
      name: 'a code twice',
      make: async (bank) => {
        const draft = await spoiled({})(bank)
        await bank.json(draft)
        return draft
      },
    },
    {
      ...bad,
      name: 'a code older than ten minutes',
      make: async (bank) => {
        const draft = await spoiled({})(bank)
        bank.clock.advance(600)
        return draft
      },
    },
    {
      row: 24,
      name: 'a token of another consent',
      status: 401,
      code: 'TOKEN_INVALID',
      make: async (bank) => {
        const [first, second] = [await start(bank), await start(bank)]
        const token = await oauth(bank, 'developers', `AIS:${first['consentId']}`)
        const headers = { 'consent-id': String(second['consentId']), authorization: `Bearer ${token['access_token']}` }
        return { bank: 'developers', target: '/berlingroup/v1/accounts', headers }
      },
    },
    {
      row: 24,
      name: 'an expired token',
      status: 401,
      code: 'TOKEN_EXPIRED',
      make: async (bank) => {
        const made = await start(bank)
        const token = await oauth(bank, 'developers', `AIS:${made['consentId']}`)
        bank.clock.advance(3600)
        const headers = { 'consent-id': String(made['consentId']), authorization: `Bearer ${token['access_token']}` }
        return { bank: 'developers', target: '/berlingroup/v1/accounts', headers }
      },
    },
  ])

  it('shows a page error for a request without PKCE', async () => {
    const bank = await createHarness()
    const answer = await bank.send({
      bank: 'developers',
      target: '/oauth/authorize?response_type=code&client_id=PSDDE-BAFIN-1&redirect_uri=https://a.example/',
      tpp: null,
    })
    expect(answer).toMatchObject({ status: 400, rejection: { check: 'berlin-group-39' } })
    expect(answer.headers?.['Content-Type']).toMatch(/^text\/html/)
  })
})

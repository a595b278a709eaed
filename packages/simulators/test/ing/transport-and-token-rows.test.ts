import { describe, expect, it } from 'vitest'
import { createHarness, type Harness } from './ing-harness.ts'
import { itRefuses, SIGNATURE_BODY, type SpoiledRow, tppMessage } from './spoiled-rows.ts'
import { FORM, signedTokenRequest } from './tpp-requests.ts'

const greeting = async (bank: Harness) => ({
  method: 'GET',
  target: '/greetings/single',
  token: await bank.signedToken(),
})
const mtlsGreeting = async (bank: Harness) => ({
  method: 'GET',
  target: '/mtls-only/greetings',
  headers: { Authorization: `Bearer ${await bank.mtlsToken()}` },
  tls: bank.tpp.tls.certificate,
})

const ROWS: readonly SpoiledRow[] = [
  {
    row: 1,
    name: 'no client certificate',
    status: 401,
    make: async (bank) => ({ ...(await mtlsGreeting(bank)), tls: null }),
  },
  {
    row: 1,
    name: 'a certificate that is not trusted',
    status: 401,
    make: async (bank) => ({ ...(await mtlsGreeting(bank)), trusted: false }),
  },
  {
    row: 2,
    name: "the token over another TPP's certificate",
    status: 401,
    make: async (bank) => ({ ...(await mtlsGreeting(bank)), tls: bank.pki.ing.otherTpp.tls.certificate }),
  },
  {
    row: 2,
    name: 'a trusted certificate that no application has (the signing one)',
    status: 401,
    make: async (bank) => ({ ...(await mtlsGreeting(bank)), tls: bank.tpp.signing.certificate }),
  },
  {
    row: 3,
    name: 'a revoked certificate',
    status: 400,
    body: { message: 'Certificate is revoked' },
    make: async (bank) => {
      const draft = await mtlsGreeting(bank)
      await bank.control('POST', '/ing/certificates/revoke', { certificate: bank.tpp.tls.certificate })
      return draft
    },
  },
  {
    row: 4,
    name: 'an unknown path',
    status: 404,
    make: async (bank) => ({ ...(await mtlsGreeting(bank)), target: '/v3/nothing' }),
  },
  {
    row: 5,
    name: 'an unknown method',
    status: 405,
    make: async (bank) => ({ ...(await mtlsGreeting(bank)), method: 'PATCH' }),
  },
  {
    row: 6,
    name: 'an Accept that cannot be met',
    status: 406,
    make: async (bank) => {
      const draft = await mtlsGreeting(bank)
      return { ...draft, headers: { ...draft.headers, Accept: 'text/csv, application/json;q=0' } }
    },
  },
  {
    row: 7,
    name: 'a token request as JSON',
    status: 400,
    make: (bank) => ({
      method: 'POST',
      target: '/oauth2/token',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
      tls: bank.tpp.tls.certificate,
    }),
  },
  {
    row: 8,
    name: 'the third request in a minute where two are allowed',
    status: 429,
    options: { rateLimits: true, requestsPerMinute: 2 },
    make: async (bank) => {
      const draft = await mtlsGreeting(bank)
      await bank.send(draft)
      return draft
    },
  },
  {
    row: 9,
    name: 'no bearer token',
    status: 401,
    make: (bank) => ({ method: 'GET', target: '/mtls-only/greetings', tls: bank.tpp.tls.certificate }),
  },
  {
    row: 9,
    name: 'a code exchange without a token',
    status: 401,
    make: (bank) => ({
      method: 'POST',
      target: '/oauth2/token',
      headers: FORM,
      body: 'grant_type=authorization_code&code=1',
      tls: bank.tpp.tls.certificate,
    }),
  },
  {
    row: 10,
    name: 'a token that was never given out',
    status: 401,
    make: async (bank) => ({ ...(await mtlsGreeting(bank)), headers: { Authorization: 'Bearer abc' } }),
  },
  {
    row: 10,
    name: 'a token of 901 s, whatever expires_in said',
    status: 401,
    make: async (bank) => {
      const draft = await mtlsGreeting(bank)
      bank.clock.advance(901)
      return draft
    },
  },
  {
    row: 10,
    name: "a token revoked on the bank's side",
    status: 401,
    make: async (bank) => {
      const draft = await mtlsGreeting(bank)
      await bank.control('POST', '/ing/tokens/revoke', { kind: 'access' })
      return draft
    },
  },
  {
    row: 11,
    name: "an application's token on accounts",
    status: 401,
    body: tppMessage('INVALID_HEADER'),
    make: async (bank) => bank.http({ method: 'GET', target: '/v3/accounts', token: await bank.signedToken() }),
  },
  {
    row: 11,
    name: "a customer's token on the showcase",
    status: 401,
    make: async (bank) =>
      bank.http({ method: 'GET', target: '/greetings/single', token: (await bank.customer()).access }),
  },
  {
    row: 12,
    name: 'an mTLS token under an HTTP signature',
    status: 401,
    make: async (bank) => bank.http({ method: 'GET', target: '/greetings/single', token: await bank.mtlsToken() }),
  },
  {
    row: 12,
    name: 'a signed token under a JWS',
    status: 401,
    make: async (bank) => bank.jws({ method: 'GET', target: '/signed/greetings', token: await bank.signedToken() }),
  },
  {
    row: 12,
    name: 'a signed token where mTLS alone is asked for',
    status: 401,
    make: async (bank) => ({
      ...(await mtlsGreeting(bank)),
      headers: { Authorization: `Bearer ${await bank.signedToken()}` },
    }),
  },
  {
    row: 13,
    name: 'a token without the scope',
    status: 403,
    make: async (bank) => {
      const body = 'grant_type=client_credentials&scope=granting'
      const answer = await bank.send(signedTokenRequest(bank.tpp, bank.clock.now(), { draft: { body } }))
      const { access_token: token } = JSON.parse(String(answer.body)) as { access_token: string }
      return bank.http({ ...(await greeting(bank)), token })
    },
  },
  {
    row: 15,
    name: 'no Signature beside the token',
    status: 401,
    make: async (bank) => ({
      method: 'GET',
      target: '/greetings/single',
      headers: { Authorization: `Bearer ${await bank.signedToken()}` },
      tls: bank.tpp.tls.certificate,
    }),
    body: { severity: 'ERROR', ...SIGNATURE_BODY },
  },
]

describe('transport and tokens', () => {
  itRefuses(ROWS)

  it('row 10: lets a token of 899 s pass', async () => {
    const bank = await createHarness()
    const draft = await mtlsGreeting(bank)
    bank.clock.advance(899)
    expect((await bank.send(draft)).status).toBe(200)
  })

  it('announces 905 s for application tokens and 900 s for customers', async () => {
    const bank = await createHarness()
    const application = await bank.send(signedTokenRequest(bank.tpp, bank.clock.now()))
    expect(JSON.parse(String(application.body))).toMatchObject({
      expires_in: 905,
      token_type: 'Bearer',
      scope: 'payment-accounts:orders:create granting greetings:view',
      client_id: bank.ing.clientId,
    })
  })

  it('row 14: binds a token to one certificate where that is chosen, and to the application otherwise', async () => {
    const { issueTpp } = await import('../../src/pki/issue-tpp.ts')
    for (const [tokenBinding, status] of [
      ['application', 200],
      ['certificate', 401],
    ] as const) {
      const bank = await createHarness({ tokenBinding, registration: 'full' })
      const draft = await mtlsGreeting(bank)
      const fresh = await issueTpp(bank.pki.authorities)
      await registerBoth(bank, fresh)
      const answer = await bank.send({ ...draft, tls: fresh.tls.certificate })
      expect(answer.status).toBe(status)
      expect(answer.rejection?.check).toBe(status === 401 ? 'ing-14' : undefined)
    }
  })
})

const registerBoth = async (bank: Harness, fresh: Harness['tpp']) => {
  const { jwkOf } = await import('./tpp-jwk.ts')
  const { certificateLine } = await import('./tpp-requests.ts')
  const both = (kind: 'tls' | 'signing') => [jwkOf(bank.tpp[kind].certificate), jwkOf(fresh[kind].certificate)]
  const body = JSON.stringify({
    contact: 'ops@tpp.example',
    redirect_uris: ['https://tpp.example/cb'],
    keys: { tls: both('tls'), sign: both('signing') },
  })
  const headers = { 'TPP-Signature-Certificate': certificateLine(bank.tpp.signing.certificate) }
  const token = await bank.mtlsToken()
  const answer = await bank.send(bank.jws({ method: 'PUT', target: '/oauth2/applications/me', headers, body, token }))
  expect(answer.status, answer.rejection?.reason).toBe(200)
}

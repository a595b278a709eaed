import { createHash, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { applicationId } from '../../src/enable-banking/state.ts'
import { verifyApplicationJwt } from '../../src/verify/verify-application-jwt.ts'
import {
  authBody,
  createHarness,
  type Draft,
  itRefuses,
  type JwtChange,
  jwt,
  type Members,
  START,
} from './enable-banking-harness.ts'

const now = Math.floor(START / 1000)
const withToken =
  (change: JwtChange, kid = applicationId) =>
  (): Draft => ({ target: '/application', token: jwt(kid, START, change) })
const auth = (change: Members) => (): Draft => ({ method: 'POST', target: '/auth', body: authBody(change) })
const until = (valid_until: unknown, bank = 'Mock ASPSP', country = 'FI') =>
  auth({ access: { valid_until }, aspsp: { name: bank, country } })

const unauthorized = { status: 401, error: 'UNAUTHORIZED_ACCESS' } as const
const wrong = { status: 422, error: 'WRONG_REQUEST_PARAMETERS' } as const

describe('way in', () => {
  itRefuses([
    { row: 1, name: 'an unknown path', status: 404, make: () => ({ target: '/v1/accounts' }) },
    { row: 2, name: 'another method', status: 405, make: () => ({ method: 'DELETE', target: '/auth' }) },
    {
      row: 3,
      name: 'no token',
      status: 401,
      error: 'AUTHORIZATION_NOT_PROVIDED',
      make: () => ({ target: '/aspsps', token: null }),
    },
    { row: 4, name: 'a token of two parts', ...unauthorized, make: () => ({ target: '/aspsps', token: 'a.b' }) },
    {
      row: 4,
      name: 'a token that is no JSON',
      ...unauthorized,
      make: () => ({ target: '/aspsps', token: 'YQ.YQ.YQ' }),
    },
    { row: 4, name: 'alg none', ...unauthorized, make: withToken({ header: { alg: 'none' } }) },
    { row: 4, name: 'alg HS256', ...unauthorized, make: withToken({ header: { alg: 'HS256' } }) },
    { row: 4, name: 'alg RS512', ...unauthorized, make: withToken({ header: { alg: 'RS512' } }) },
    { row: 5, name: 'another kid', ...unauthorized, make: withToken({}, '00000000-0000-4000-8000-000000000000') },
    {
      row: 6,
      name: 'a signature of another key',
      ...unauthorized,
      make: withToken({ key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }),
    },
    { row: 7, name: 'another iss', ...unauthorized, make: withToken({ claims: { iss: 'tilisy.com' } }) },
    { row: 7, name: 'another aud', ...unauthorized, make: withToken({ claims: { aud: 'enablebanking.com' } }) },
    { row: 7, name: 'no exp', ...unauthorized, make: withToken({ claims: { exp: undefined } }) },
    { row: 8, name: 'a life of 86401 s', ...unauthorized, make: withToken({ claims: { exp: now + 86_401 } }) },
    { row: 9, name: 'an expired token', ...unauthorized, make: withToken({ claims: { iat: now - 60, exp: now } }) },
    { row: 10, name: 'iat in the future', ...unauthorized, make: withToken({ claims: { iat: now + 1 } }) },
    {
      row: 11,
      name: 'payments without PIS',
      status: 403,
      error: 'ACCESS_DENIED',
      options: { services: ['AIS'] },
      make: () => ({ method: 'POST', target: '/payments', body: {} }),
    },
  ])

  it('takes a life of exactly 86400 s, and the deprecated audience', async () => {
    const bank = createHarness()
    const claims = { exp: now + 86_400, aud: 'api.tilisy.com' }
    expect((await bank.send({ target: '/application', token: jwt(applicationId, START, { claims }) })).status).toBe(200)
  })

  it("takes the official JavaScript sample's plain base64 with an equals sign", () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const plain = (value: Members) => Buffer.from(JSON.stringify(value)).toString('base64').replace('=', '')
    const token = `${plain({ alg: 'RS256', kid: 'ä' })}.${plain({ iss: '>>>' })}.AAAA`
    expect(verifyApplicationJwt({ token, keyOf: () => publicKey, now: START })).toMatchObject({
      check: 'enable-banking-6',
    })
  })

  it('has the check value of the reference for header and body in this order', () => {
    const part = (value: Members) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const header = { typ: 'JWT', alg: 'RS256', kid: applicationId }
    const claims = { iss: 'enablebanking.com', aud: 'api.enablebanking.com', iat: 1_700_000_000, exp: 1_700_003_600 }
    expect(
      createHash('sha256')
        .update(`${part(header)}.${part(claims)}`)
        .digest('hex'),
    ).toBe('593690c0bee739ecb04012c64ff0c29d5e47973d0b2584f43eb6a1bef608fb2b')
  })
})

describe('POST /auth', () => {
  itRefuses([
    { row: 12, name: 'no JSON', ...wrong, make: () => ({ method: 'POST', target: '/auth', body: '{' }) },
    { row: 13, name: 'no access', ...wrong, make: auth({ access: undefined }) },
    { row: 13, name: 'no state', ...wrong, make: auth({ state: '' }) },
    {
      row: 13,
      name: 'balances that is no boolean',
      ...wrong,
      make: auth({ access: { valid_until: '2026-05-01T00:00:00Z', balances: 1 } }),
    },
    { row: 16, name: 'no valid_until', ...wrong, make: until(undefined) },
    { row: 16, name: 'valid_until without offset', ...wrong, make: until('2026-05-01T00:00:00') },
    { row: 16, name: 'valid_until in the past', ...wrong, make: until('2026-03-05T09:08:07Z') },
    {
      row: 16,
      name: 'valid_until beyond the maximum',
      ...wrong,
      make: until('2026-06-03T09:08:08Z', 'Trade Republic', 'DE'),
    },
    {
      row: 17,
      name: 'an unknown bank',
      status: 422,
      error: 'WRONG_ASPSP_PROVIDED',
      make: auth({ aspsp: { name: 'Nordea', country: 'SE' } }),
    },
    {
      row: 18,
      name: 'an unregistered redirect',
      status: 422,
      error: 'REDIRECT_URI_NOT_ALLOWED',
      make: auth({ redirect_url: 'https://tpp.example/cb/' }),
    },
    { row: 19, name: 'no psu_type where both exist', ...wrong, make: auth({ psu_type: undefined }) },
    {
      row: 19,
      name: 'a psu_type not served',
      ...wrong,
      make: auth({ psu_type: 'business', aspsp: { name: 'DNB', country: 'NO' } }),
    },
    { row: 20, name: 'an unknown auth_method', ...wrong, make: auth({ auth_method: 'fax' }) },
    {
      row: 21,
      name: 'credentials without auth_method',
      status: 422,
      error: 'WRONG_CREDENTIALS_PROVIDED',
      make: auth({ aspsp: { name: 'Swedbank', country: 'SE' }, credentials: { userId: '191212121212' } }),
    },
    {
      row: 21,
      name: 'credentials of another form',
      status: 422,
      error: 'WRONG_CREDENTIALS_PROVIDED',
      make: auth({ aspsp: { name: 'Swedbank', country: 'SE' }, auth_method: 'bankid', credentials: { userId: '1' } }),
    },
    { row: 22, name: 'a language of three letters', ...wrong, make: auth({ language: 'eng' }) },
  ])

  it.each(['2026-05-01T00:00:00.123456+00:00', '2026-05-01T00:00:00+00:00', '2026-05-01T00:00:00Z'])(
    'takes valid_until %s, as the official samples write it',
    async (valid_until) => {
      expect(await createHarness().start({ body: { access: { valid_until } } })).toMatch(/\/ais\/start\?sessionid=/)
    },
  )
})

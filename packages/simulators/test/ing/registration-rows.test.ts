import { describe, expect, it } from 'vitest'
import { issueTpp, type TppOptions } from '../../src/pki/issue-tpp.ts'
import type { IngTpp } from '../../src/pki/pki.ts'
import { createHarness, type Harness, jsonOf, START } from './ing-harness.ts'
import { itRefuses, SIGNATURE_BODY, type SpoiledRow } from './spoiled-rows.ts'
import { jwkOf } from './tpp-jwk.ts'
import { certificateLine, type Draft, jwsSigned, mtlsTokenRequest } from './tpp-requests.ts'

const YEAR = 365 * 86_400_000
const GOOD = { contact: 'ops@tpp.example', redirect_uris: ['https://tpp.example/cb'] }
const FULL = { registration: 'full' } as const

const post = (bank: Harness, tpp: IngTpp, body: unknown, change: Partial<Draft> = {}): Draft =>
  jwsSigned(
    {
      method: 'POST',
      target: '/oauth2/applications',
      headers: { 'TPP-Signature-Certificate': certificateLine(tpp.signing.certificate) },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      tls: tpp.tls.certificate,
      ...change,
    },
    { key: tpp.signing.key, certificate: tpp.signing.certificate, at: bank.clock.now() },
  )

const put = async (bank: Harness, body: unknown, target = '/oauth2/applications/me', change: Partial<Draft> = {}) => {
  const headers = { 'TPP-Signature-Certificate': certificateLine(bank.tpp.signing.certificate) }
  const token = await bank.mtlsToken()
  return bank.jws({ method: 'PUT', target, headers, body: JSON.stringify(body), token, ...change })
}

const fresh = (bank: Harness, options?: TppOptions) => issueTpp(bank.pki.authorities, options, START)
const keysOf = (tpp: IngTpp) => ({ tls: [jwkOf(tpp.tls.certificate)], sign: [jwkOf(tpp.signing.certificate)] })

const row = (number: number, name: string, make: SpoiledRow['make'], more: Partial<SpoiledRow> = {}): SpoiledRow => ({
  row: number,
  name,
  make,
  status: 400,
  ...more,
})

const body = (name: string, value: unknown) => row(44, name, (bank) => post(bank, bank.tpp, value))

const withKeys = (name: string, keys: (bank: Harness) => unknown): SpoiledRow =>
  row(45, name, async (bank) => put(bank, { ...GOOD, keys: await keys(bank) }))

const issued = (options: TppOptions) => async (bank: Harness) => keysOf(await fresh(bank, options))

const ROWS: readonly SpoiledRow[] = [
  row(24, 'a registration without TPP-Signature-Certificate', (bank) => post(bank, bank.tpp, GOOD, { headers: {} }), {
    status: 401,
  }),
  row(
    32,
    'a registration with another body',
    (bank) => {
      const draft = post(bank, bank.tpp, GOOD)
      const { 'x-jws-signature': _old, ...headers } = draft.headers ?? {}
      const signed = post(bank, bank.tpp, GOOD, { target: '/oauth2/applications/' })
      return { ...draft, headers: { ...headers, 'x-jws-signature': signed.headers?.['x-jws-signature'] ?? '' } }
    },
    { status: 401, body: SIGNATURE_BODY },
  ),
  body('a body that is no JSON', '{'),
  body('an array', []),
  body('no contact', { redirect_uris: [] }),
  body('a contact that is no e-mail', { ...GOOD, contact: 'me' }),
  body('no redirect_uris', { contact: GOOD.contact }),
  body('a redirect URI over http', { ...GOOD, redirect_uris: ['http://tpp.example/cb'] }),
  body('a relative redirect URI', { ...GOOD, redirect_uris: ['/cb'] }),
  withKeys('keys without a list', () => ({ tls: [] })),
  withKeys('n of another key', ({ tpp, pki }) => {
    const other = jwkOf(pki.ing.otherTpp.tls.certificate)
    return { ...keysOf(tpp), tls: [{ ...jwkOf(tpp.tls.certificate), n: other['n'] }] }
  }),
  withKeys('no kid', ({ tpp }) => ({ ...keysOf(tpp), tls: [{ ...jwkOf(tpp.tls.certificate), kid: undefined }] })),
  withKeys('a signing certificate among the TLS ones', ({ tpp }) => ({
    ...keysOf(tpp),
    tls: [jwkOf(tpp.signing.certificate)],
  })),
  withKeys('a certificate of another CA', issued({ authority: 'foreign' })),
  withKeys('an expired certificate', issued({ validity: 'expired' })),
  withKeys(
    'a certificate of four years',
    issued({ validity: { notBefore: START - YEAR, notAfter: START + 3 * YEAR } }),
  ),
  withKeys('a certificate without PSD2 roles', issued({ roles: [] })),
  row(
    45,
    'a revoked certificate',
    async (bank) => {
      const tpp = await fresh(bank)
      await bank.control('POST', '/ing/certificates/revoke', { certificate: tpp.tls.certificate })
      return put(bank, { ...GOOD, keys: keysOf(tpp) })
    },
    { body: { message: 'Certificate is revoked' } },
  ),
  row(46, 'a TPP that is registered', (bank) => post(bank, bank.tpp, GOOD), { options: FULL }),
  row(
    47,
    "another application's id",
    async (bank) => ({
      method: 'GET',
      target: '/oauth2/applications/c188888a-6a7d-40b0-bdcb-c612bc1f8ba1',
      headers: { Authorization: `Bearer ${await bank.mtlsToken()}` },
      tls: bank.tpp.tls.certificate,
    }),
    { status: 404 },
  ),
  row(
    47,
    'an update of another application',
    (bank) => put(bank, GOOD, '/oauth2/applications/c188888a-6a7d-40b0-bdcb-c612bc1f8ba1'),
    { status: 404 },
  ),
  row(
    48,
    'an update over a TLS certificate that is not registered',
    async (bank) => put(bank, GOOD, undefined, { tls: (await fresh(bank)).tls.certificate }),
    { status: 401 },
  ),
]

describe('registration', () => {
  itRefuses(ROWS)

  it('registers a new TPP once, by the roles of its certificate, and gives it tokens', async () => {
    const bank = await createHarness(FULL)
    const tpp = await fresh(bank, { roles: ['PSP_PI'] })
    const answer = await bank.send(post(bank, tpp, GOOD))
    expect(answer.status, answer.rejection?.reason).toBe(201)
    const { application } = jsonOf(answer) as { application: { client_id: string; keys: { tls: unknown[] } } }
    expect(application.keys.tls).toHaveLength(1)
    const token = jsonOf(await bank.send(mtlsTokenRequest(tpp, application.client_id)))
    expect(token).toMatchObject({ scope: 'payment-accounts:orders:create granting greetings:view' })
    expect((await bank.send(post(bank, tpp, GOOD))).rejection?.check).toBe('ing-46')
  })

  it('answers GET with applications in the plural, by me and by id', async () => {
    const bank = await createHarness()
    const headers = { Authorization: `Bearer ${await bank.mtlsToken()}` }
    for (const id of ['me', bank.ing.clientId]) {
      const draft = { method: 'GET', target: `/oauth2/applications/${id}`, headers, tls: bank.tpp.tls.certificate }
      expect(jsonOf(await bank.send(draft))).toMatchObject({ applications: [{ client_id: bank.ing.clientId }] })
    }
  })

  it('row 49: drops everything that an update does not send', async () => {
    const bank = await createHarness(FULL)
    const answer = await bank.send(await put(bank, { contact: 'new@tpp.example', redirect_uris: [] }))
    expect(jsonOf(answer)).toMatchObject({ contact: 'new@tpp.example', application: { redirect_uris: [] } })
    const headers = { Authorization: `Bearer ${await bank.mtlsToken()}` }
    const read = await bank.send({
      method: 'GET',
      target: '/oauth2/applications/me',
      headers,
      tls: bank.tpp.tls.certificate,
    })
    expect(jsonOf(read)).toMatchObject({ contact: 'new@tpp.example', applications: [{ redirect_uris: [] }] })
  })

  it('lets a TPP change its certificates: add, use, remove', async () => {
    const bank = await createHarness(FULL)
    const next = await fresh(bank)
    const both = {
      tls: [...keysOf(bank.tpp).tls, ...keysOf(next).tls],
      sign: [...keysOf(bank.tpp).sign, ...keysOf(next).sign],
    }
    expect((await bank.send(await put(bank, { ...GOOD, keys: both }))).status).toBe(200)
    const token = String(jsonOf(await bank.send(mtlsTokenRequest(next, bank.ing.clientId)))['access_token'])
    const draft = {
      method: 'PUT',
      target: '/oauth2/applications/me',
      token,
      tls: next.tls.certificate,
      body: JSON.stringify({ ...GOOD, keys: keysOf(next) }),
    }
    const headers = { 'TPP-Signature-Certificate': certificateLine(next.signing.certificate) }
    const signing = { key: next.signing.key, certificate: next.signing.certificate }
    expect((await bank.send(bank.jws({ ...draft, headers }, signing))).status).toBe(200)
    expect((await bank.send(mtlsTokenRequest(bank.tpp, bank.ing.clientId))).rejection?.check).toBe('ing-34')
  })

  it('keeps nothing in the sandbox, as the stub that it is', async () => {
    const bank = await createHarness()
    expect((await bank.send(post(bank, bank.tpp, GOOD))).status).toBe(201)
    await bank.send(await put(bank, { contact: 'new@tpp.example', redirect_uris: [] }))
    const headers = { Authorization: `Bearer ${await bank.mtlsToken()}` }
    const read = await bank.send({
      method: 'GET',
      target: '/oauth2/applications/me',
      headers,
      tls: bank.tpp.tls.certificate,
    })
    expect(jsonOf(read)).toMatchObject({ contact: 'developer@tpp.example' })
  })
})

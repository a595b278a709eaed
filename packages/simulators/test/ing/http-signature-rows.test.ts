import { execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createHarness, type Harness, jsonOf, START } from './ing-harness.ts'
import { itRefuses, SIGNATURE_BODY, type SpoiledRow, tppMessage } from './spoiled-rows.ts'
import { certificateLine, type Draft, FORM, type HttpSigning, sha256, signedTokenRequest } from './tpp-requests.ts'

type Changes = Partial<HttpSigning> & { headers?: Record<string, string>; draft?: Partial<Draft> }

const DATE_BODY = {
  message: "param 'Date' cannot be converted to ZonedDateTimeWithFormattedDateString: Invalid Date header format.",
}

/** The signed token request with one thing changed before it is signed. */
const request =
  (changes: (bank: Harness) => Changes) =>
  (bank: Harness): Draft =>
    signedTokenRequest(bank.tpp, bank.clock.now(), changes(bank))

/** The same, changed after it was signed. */
const after =
  (change: (draft: Draft, bank: Harness) => Draft) =>
  (bank: Harness): Draft =>
    change(signedTokenRequest(bank.tpp, bank.clock.now()), bank)

const withHeader = (draft: Draft, name: string, value: string | undefined): Draft => {
  const { [name]: _old, ...rest } = draft.headers ?? {}
  return { ...draft, headers: value === undefined ? rest : { ...rest, [name]: value } }
}

const authorization = (change: (text: string) => string) =>
  after((draft) => withHeader(draft, 'Authorization', change(draft.headers?.['Authorization'] ?? '')))

const accounts =
  (change: (draft: Draft, bank: Harness) => Draft, signing: (bank: Harness) => Partial<HttpSigning> = () => ({})) =>
  async (bank: Harness): Promise<Draft> => {
    const { access } = await bank.customer()
    return change(bank.http({ method: 'GET', target: '/v3/accounts', token: access }, signing(bank)), bank)
  }

const same = (draft: Draft): Draft => draft
const signature = (row: number, name: string, make: SpoiledRow['make'], reason?: RegExp): SpoiledRow => ({
  row,
  name,
  make,
  status: 401,
  body: SIGNATURE_BODY,
  ...(reason ? { reason } : {}),
})

const ROWS: readonly SpoiledRow[] = [
  signature(
    15,
    'a parameter missing',
    authorization((text) => text.replace(/algorithm="[^"]*",/, '')),
  ),
  signature(
    15,
    'a parameter twice',
    authorization((text) => `${text},algorithm="rsa-sha256"`),
  ),
  signature(
    15,
    'no quotes',
    authorization((text) => text.replaceAll('"', '')),
  ),
  signature(
    15,
    'a signature in base64url',
    authorization((text) => text.replace(/signature="[^"]*"/, 'signature="a_-b"')),
  ),
  {
    row: 15,
    name: 'Signature repeated inside the Signature header',
    status: 401,
    body: tppMessage('INVALID_HEADER', { text: SIGNATURE_BODY.message }),
    reason: /begins with "Signature "/,
    make: accounts(same, () => ({ prefix: 'Signature ' })),
  },
  signature(
    16,
    'the client_id as keyId on the token request',
    request((bank) => ({ keyId: bank.ing.clientId })),
  ),
  signature(
    16,
    'a foreign serial number',
    request(() => ({ keyId: 'SN=123ABC' })),
  ),
  signature(
    16,
    'the long keyId with the CA',
    request((bank) => ({ keyId: `SN=${new X509Certificate(bank.tpp.signing.certificate).serialNumber},CA=CN=x` })),
  ),
  { row: 16, name: 'SN= as keyId beside a token', status: 401, make: accounts(same, () => ({ keyId: 'SN=1' })) },
  signature(
    17,
    'an unknown algorithm',
    request(() => ({ algorithm: 'hs2019' })),
  ),
  signature(
    17,
    'an algorithm of another kind of key',
    request(() => ({ algorithm: 'ecdsa-sha256' })),
  ),
  signature(
    18,
    'date not signed',
    request(() => ({ names: ['(request-target)', 'digest'] })),
  ),
  signature(
    18,
    'digest not signed',
    request(() => ({ names: ['(request-target)', 'date'] })),
  ),
  signature(
    18,
    'the request target not signed',
    request(() => ({ names: ['date', 'digest'] })),
  ),
  signature(
    18,
    'a name twice',
    request(() => ({ names: ['(request-target)', 'date', 'digest', 'date'] })),
  ),
  signature(
    18,
    'a name in upper case',
    request(() => ({ names: ['(request-target)', 'Date', 'digest'] })),
  ),
  {
    row: 18,
    name: 'x-request-id not signed on accounts',
    status: 401,
    make: accounts(same, () => ({ names: ['(request-target)', 'date', 'digest'] })),
  },
  signature(
    19,
    'a signed header that is not sent',
    request(() => ({ names: ['(request-target)', 'date', 'digest', 'x-ing-reqid'] })),
  ),
  {
    row: 20,
    name: 'no Date',
    status: 400,
    body: DATE_BODY,
    make: after((draft) => withHeader(draft, 'Date', undefined)),
  },
  ...[
    'Thu, 5 Mar 2026 09:08:07 GMT',
    'Thu, 05 Mar 2026 09:08:07 +0000',
    '2026-03-05T09:08:07Z',
    'Fri, 05 Mar 2026 09:08:07 GMT',
  ].map(
    (text): SpoiledRow => ({
      row: 20,
      name: `Date ${text}`,
      status: 400,
      body: DATE_BODY,
      make: request(() => ({ headers: { Date: text } })),
    }),
  ),
  ...[-181, 181].map(
    (seconds): SpoiledRow => ({
      row: 21,
      name: `Date ${seconds} s away`,
      status: 401,
      make: request(() => ({ headers: { Date: new Date(START + seconds * 1000).toUTCString() } })),
    }),
  ),
  { row: 22, name: 'no Digest', status: 400, make: after((draft) => withHeader(draft, 'Digest', undefined)) },
  {
    row: 22,
    name: 'a digest in hex',
    status: 400,
    make: request(() => ({ headers: { Digest: `SHA-256=${'ab'.repeat(32)}` } })),
  },
  {
    row: 22,
    name: 'a digest without its prefix',
    status: 400,
    make: request(() => ({ headers: { Digest: sha256('x').slice(8) } })),
  },
  {
    row: 22,
    name: 'SHA-512 on the token request',
    status: 400,
    make: request(() => ({ headers: { Digest: `SHA-512=${'A'.repeat(86)}==` } })),
  },
  signature(
    22,
    'the digest of another body',
    request(() => ({ headers: { Digest: sha256('grant_type=other') } })),
  ),
  signature(
    22,
    'a body changed after signing',
    after((draft) => ({ ...draft, body: `${String(draft.body)}&x=1` })),
  ),
  {
    row: 22,
    name: 'no digest of the empty body on a GET',
    status: 400,
    make: accounts((draft) => withHeader(draft, 'Digest', undefined)),
  },
  signature(
    23,
    'another key',
    request((bank) => ({ key: bank.pki.ing.otherTpp.signing.key })),
  ),
  signature(
    23,
    'the method in upper case',
    request(() => ({ twist: (text) => text.replace('post', 'POST') })),
    /wrong case/,
  ),
  signature(
    23,
    'a line feed at the end',
    request(() => ({ twist: (text) => `${text}\n` })),
    /line feed was signed after the last line/,
  ),
  signature(
    23,
    'CR LF between the lines',
    request(() => ({ twist: (text) => text.replaceAll('\n', '\r\n') })),
    /CR LF/,
  ),
  signature(
    23,
    'the lines in another order',
    request(() => ({ twist: (text) => text.split('\n').reverse().join('\n') })),
  ),
  {
    row: 23,
    name: 'a query changed after signing',
    status: 401,
    body: tppMessage('INVALID_HEADER'),
    make: accounts((draft) => ({ ...draft, target: `${draft.target}?x=1` })),
  },
  {
    row: 23,
    name: 'a query left out of the signature',
    status: 401,
    reason: /query was left out/,
    make: async (bank) => {
      const { access: token } = await bank.customer()
      const twist = (text: string) => text.replace('?a=%20b', '')
      return bank.http({ method: 'GET', target: '/v3/accounts?a=%20b', token }, { twist })
    },
  },
  {
    row: 23,
    name: 'a query decoded for the signature',
    status: 401,
    reason: /another percent-encoding/,
    make: async (bank) => {
      const { access: token } = await bank.customer()
      const twist = (text: string) => text.replace('a=%20b', 'a= b')
      return bank.http({ method: 'GET', target: '/v3/accounts?a=%20b', token }, { twist })
    },
  },
  {
    row: 24,
    name: 'no certificate header',
    status: 401,
    make: after((draft) => withHeader(draft, 'TPP-Signature-Certificate', undefined)),
  },
  {
    row: 24,
    name: 'a certificate header that does not decode',
    status: 400,
    make: after((draft) => withHeader(draft, 'TPP-Signature-Certificate', 'MIIBnonsense')),
  },
  signature(
    24,
    'the TLS certificate for signing',
    (bank) => signedTokenRequest({ tls: bank.tpp.tls, signing: bank.tpp.tls }, bank.clock.now()),
    /TLS certificate/,
  ),
  signature(24, "another TPP's signing certificate", (bank) =>
    signedTokenRequest({ tls: bank.tpp.tls, signing: bank.pki.ing.otherTpp.signing }, bank.clock.now()),
  ),
  {
    row: 24,
    name: 'a foreign certificate beside a token',
    status: 401,
    make: accounts((draft, bank) =>
      withHeader(draft, 'TPP-Signature-Certificate', certificateLine(bank.pki.ing.otherTpp.signing.certificate)),
    ),
  },
]

describe('HTTP signatures', () => {
  itRefuses(ROWS)

  it.each([-179, 179])('row 21: lets a Date %d s away pass', async (seconds) => {
    const bank = await createHarness()
    const headers = { Date: new Date(START + seconds * 1000).toUTCString() }
    const answer = await bank.send(signedTokenRequest(bank.tpp, START, { headers }))
    expect(answer.status).toBe(200)
  })

  it.each([
    ['lower case and leading zeros', (serial: string) => `SN=00${serial.toLowerCase()}`],
    ['upper case', (serial: string) => `SN=${serial.toUpperCase()}`],
  ])('row 16: knows the serial number in %s', async (_name, spell) => {
    const bank = await createHarness()
    const keyId = spell(new X509Certificate(bank.tpp.signing.certificate).serialNumber)
    expect((await bank.send(signedTokenRequest(bank.tpp, START, { keyId }))).status).toBe(200)
  })

  it('row 24: reads the certificate as bare base64 too', async () => {
    const bank = await createHarness()
    const base64 = new X509Certificate(bank.tpp.signing.certificate).raw.toString('base64')
    const answer = await bank.send(
      signedTokenRequest(bank.tpp, START, { headers: { 'TPP-Signature-Certificate': base64 } }),
    )
    expect(answer.status).toBe(200)
  })

  it('row 24: refuses a certificate of a CA that nobody trusts, and one out of its dates', async () => {
    const { issueTpp } = await import('../../src/pki/issue-tpp.ts')
    const bank = await createHarness()
    const changes = [
      [{ authority: 'foreign' }, /not issued by a trusted CA/],
      [{ validity: 'expired' }, /not within its dates/],
    ] as const
    for (const [change, reason] of changes) {
      const { signing } = await issueTpp(bank.pki.authorities, change, START)
      const answer = await bank.send(signedTokenRequest({ tls: bank.tpp.tls, signing }, START))
      expect([answer.status, answer.rejection?.check]).toEqual([401, 'ing-24'])
      expect(answer.rejection?.reason).toMatch(reason)
    }
  })

  it('row 17: refuses an RSA key of 1024 bits', async () => {
    const { verifyHttpSignature } = await import('../../src/verify/verify-http-signature.ts')
    const { signatureText } = await import('./tpp-requests.ts')
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    const headers = { Date: new Date(START).toUTCString(), Digest: sha256('') }
    const draft = { method: 'GET', target: '/' }
    const names = ['(request-target)', 'date', 'digest']
    const Signature = signatureText(draft, headers, { key, keyId: 'a', at: START, names })
    const result = verifyHttpSignature({
      ...draft,
      headers: { ...headers, Signature },
      body: Buffer.of(),
      key: publicKey,
      now: START,
    })
    expect(result).toMatchObject({ ok: false, check: 'ing-17', fault: 'key_size' })
  })

  it('tells the developer the expected string, and the client nothing of it', async () => {
    const bank = await createHarness()
    const twist = (text: string) => `${text}\n`
    const answer = await bank.send(signedTokenRequest(bank.tpp, START, { twist }))
    expect(answer.rejection?.expected).toMatch(/^\(request-target\): post \/oauth2\/token\ndate: Thu, 05 Mar 2026/)
    expect(answer.rejection?.received).toBe(`${answer.rejection?.expected}\n`)
    expect(jsonOf(answer)).toEqual(SIGNATURE_BODY)
  })

  const openssl = spawnSync('openssl', ['version']).status === 0
  it.runIf(openssl)('accepts what the openssl command signed', async () => {
    const bank = await createHarness()
    const { access: token } = await bank.customer()
    const headers = { Date: new Date(START).toUTCString(), Digest: sha256(''), 'X-Request-ID': randomUUID() }
    const text = `(request-target): get /v3/accounts\ndate: ${headers.Date}\ndigest: ${headers.Digest}\nx-request-id: ${headers['X-Request-ID']}`
    const folder = mkdtempSync(join(tmpdir(), 'nostro-openssl-'))
    try {
      writeFileSync(join(folder, 'key.pem'), bank.tpp.signing.key, { mode: 0o600 })
      const bytes = execFileSync('openssl', ['dgst', '-sha256', '-sign', join(folder, 'key.pem')], { input: text })
      const list = '(request-target) date digest x-request-id'
      const Signature = `keyId="${bank.ing.clientId}",algorithm="rsa-sha256",headers="${list}",signature="${bytes.toString('base64')}"`
      const answer = await bank.send({
        method: 'GET',
        target: '/v3/accounts',
        headers: { ...headers, Authorization: `Bearer ${token}`, Signature },
        tls: bank.tpp.tls.certificate,
      })
      expect(answer.status, answer.rejection?.reason).toBe(200)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('takes the premium application by its client_id and no certificate header', async () => {
    const bank = await createHarness()
    const keyId = 'e77d776b-90af-4684-bebc-521e5b2614dd'
    const draft = signedTokenRequest(bank.tpp, START, { keyId, headers: { ...FORM } })
    const { 'TPP-Signature-Certificate': _certificate, ...headers } = draft.headers ?? {}
    const answer = await bank.send({ ...draft, headers })
    expect(jsonOf(answer)).toMatchObject({ client_id: keyId, scope: expect.stringContaining('payment-requests:view') })
  })
})

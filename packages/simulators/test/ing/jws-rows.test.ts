import { constants, verify, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHarness, type Harness, START } from './ing-harness.ts'
import { hasOpenssl, opensslSign } from './openssl-sign.ts'
import { itRefuses, type SpoiledRow, signatureRow, withHeader } from './spoiled-rows.ts'
import { certificateLine, type Draft, type JwsSigning, sha256 } from './tpp-requests.ts'

type Header = Record<string, unknown>

const greet =
  (
    signing: (bank: Harness) => Partial<JwsSigning>,
    headers: Record<string, string> = {},
    change: (draft: Draft, bank: Harness) => Draft = (draft) => draft,
  ) =>
  async (bank: Harness): Promise<Draft> => {
    const token = await bank.mtlsToken()
    return change(bank.jws({ method: 'GET', target: '/signed/greetings', token, headers }, signing(bank)), bank)
  }

const header = (change: (header: Header) => unknown) => greet(() => ({ header: change }))
const jws = (change: (text: string) => string) =>
  greet(
    () => ({}),
    {},
    (draft) => withHeader(draft, 'x-jws-signature', change(draft.headers?.['x-jws-signature'] ?? '')),
  )
const without = (name: string) =>
  greet(
    () => ({}),
    {},
    (draft) => withHeader(draft, name, undefined),
  )

const time = (seconds: number) => `${new Date(START + seconds * 1000).toISOString().slice(0, 19)}Z`

const ROWS: readonly SpoiledRow[] = [
  signatureRow(25, 'no x-jws-signature', without('x-jws-signature')),
  signatureRow(
    25,
    'an attached payload',
    jws((text) => text.replace('..', '.abc.')),
  ),
  signatureRow(
    25,
    'two parts',
    jws((text) => text.replace('..', '.')),
  ),
  signatureRow(
    25,
    'padding',
    jws((text) => `${text}==`),
  ),
  signatureRow(
    26,
    'a header that is no object',
    header(() => []),
  ),
  signatureRow(
    26,
    'b64 true',
    header((old) => ({ ...old, b64: true })),
  ),
  signatureRow(
    26,
    'crit without b64',
    header((old) => ({ ...old, crit: ['sigT', 'sigD'] })),
  ),
  signatureRow(
    26,
    'crit with one more',
    header((old) => ({ ...old, crit: ['sigT', 'sigD', 'b64', 'exp'] })),
  ),
  signatureRow(
    27,
    'alg RS256',
    greet(() => ({ alg: 'RS256' })),
  ),
  signatureRow(
    27,
    'alg none',
    greet(() => ({ alg: 'none' })),
  ),
  signatureRow(
    27,
    'alg ES256 with an RSA key',
    greet(() => ({ alg: 'ES256' })),
  ),
  signatureRow(
    28,
    'sigT with milliseconds',
    header((old) => ({ ...old, sigT: new Date(START).toISOString() })),
  ),
  signatureRow(
    28,
    'sigT as a number',
    header((old) => ({ ...old, sigT: START / 1000 })),
  ),
  signatureRow(
    28,
    'sigT 181 s back',
    header((old) => ({ ...old, sigT: time(-181) })),
  ),
  signatureRow(
    28,
    'sigT 181 s ahead',
    header((old) => ({ ...old, sigT: time(181) })),
  ),
  signatureRow(
    29,
    'another mId',
    header((old) => ({ ...old, sigD: { ...(old['sigD'] as Header), mId: 'x' } })),
  ),
  signatureRow(
    29,
    'pars without digest',
    greet(() => ({ pars: ['(request-target)', 'content-type'] })),
  ),
  signatureRow(
    29,
    'a name in upper case',
    greet(() => ({ pars: ['(request-target)', 'Digest', 'content-type', 'digest'] })),
  ),
  signatureRow(
    29,
    'a name twice',
    greet(() => ({ pars: ['(request-target)', 'digest', 'digest', 'content-type'] })),
  ),
  signatureRow(
    29,
    'a name that is not sent',
    greet(() => ({ pars: ['(request-target)', 'digest', 'content-type', 'x-other'] })),
  ),
  signatureRow(
    30,
    'the fingerprint of the TLS certificate',
    greet((bank) => ({ certificate: bank.tpp.tls.certificate })),
  ),
  signatureRow(
    30,
    'no fingerprint',
    header(({ 'x5t#S256': _gone, ...rest }) => rest),
  ),
  { row: 31, name: 'no Digest', status: 400, make: without('Digest') },
  { row: 31, name: 'a Digest in hex', status: 400, make: greet(() => ({}), { Digest: `SHA-256=${'ab'.repeat(32)}` }) },
  signatureRow(
    31,
    'the digest of another body',
    greet(() => ({}), { Digest: sha256('x') }),
  ),
  signatureRow(
    32,
    'salt 222',
    greet(() => ({ saltLength: 222 })),
    /salt length of 222 bytes; it must be 32/,
  ),
  signatureRow(
    32,
    'salt 0',
    greet(() => ({ saltLength: 0 })),
    /salt length of 0 bytes/,
  ),
  signatureRow(
    32,
    'salt 64',
    greet(() => ({ saltLength: 64 })),
    /salt length of 64 bytes/,
  ),
  signatureRow(
    32,
    'a line feed at the end',
    greet(() => ({ twist: (text) => `${text}\n` })),
    /line feed was signed after the last line/,
  ),
  signatureRow(
    32,
    'the method in upper case',
    greet(() => ({ twist: (text) => text.replace(': get ', ': GET ') })),
    /wrong case/,
  ),
  signatureRow(
    32,
    'another key',
    greet((bank) => ({ key: bank.pki.ing.otherTpp.signing.key })),
  ),
  signatureRow(
    32,
    'a content type that a library lengthened',
    greet(
      () => ({}),
      {},
      (draft) => withHeader(draft, 'Content-Type', 'application/json; charset=utf-8'),
    ),
  ),
  {
    row: 21,
    name: 'a Date beside the JWS, 181 s away',
    status: 401,
    make: greet(() => ({}), { Date: new Date(START + 181_000).toUTCString() }),
  },
  signatureRow(
    24,
    'a foreign certificate beside the JWS',
    greet(
      () => ({}),
      {},
      (draft, bank) =>
        withHeader(draft, 'TPP-Signature-Certificate', certificateLine(bank.pki.ing.otherTpp.signing.certificate)),
    ),
  ),
]

describe('detached JWS', () => {
  itRefuses(ROWS)

  it.each([-179, 179])('row 28: lets a sigT %d s away pass', async (seconds) => {
    const bank = await createHarness()
    const draft = await header((old) => ({ ...old, sigT: time(seconds) }))(bank)
    expect((await bank.send(draft)).status).toBe(200)
  })

  it('takes pars in another order, and blanks inside the header', async () => {
    const bank = await createHarness()
    const pars = ['content-type', 'digest', '(request-target)', 'date']
    const draft = await greet(() => ({ pars }), { Date: new Date(START).toUTCString() })(bank)
    expect((await bank.send(draft)).status).toBe(200)
  })

  it('accepts any salt in the lenient profile', async () => {
    const bank = await createHarness({ profile: 'lenient' })
    const draft = await greet(() => ({ saltLength: 222 }))(bank)
    expect((await bank.send(draft)).status).toBe(200)
  })

  it("signs its own answer with the bank's certificate, salt 32", async () => {
    const bank = await createHarness()
    const answer = await bank.send(await greet(() => ({}))(bank))
    const [head = '', , tail = ''] = (answer.headers?.['x-jws-signature'] ?? '').split('.')
    const { x5c, sigD } = JSON.parse(Buffer.from(head, 'base64url').toString()) as {
      x5c: string[]
      sigD: { pars: string[] }
    }
    expect(sigD.pars).toEqual(['content-type', 'digest'])
    const certificate = new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64'))
    expect(certificate.raw.equals(new X509Certificate(bank.pki.ing.bank.certificate).raw)).toBe(true)
    expect(answer.headers?.['digest']).toBe(sha256(String(answer.body)))
    const input = `${head}.content-type: ${answer.headers?.['Content-Type']}\ndigest: ${answer.headers?.['digest']}`
    const pss = { key: certificate.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    expect(verify('sha256', Buffer.from(input), pss, Buffer.from(tail, 'base64url'))).toBe(true)
  })

  it.runIf(hasOpenssl)('accepts the openssl command with salt 32, and names its default salt', async () => {
    const bank = await createHarness()
    const good = await greet(() => ({}))(bank)
    const [head = ''] = (good.headers?.['x-jws-signature'] ?? '').split('.')
    const text = `${head}.(request-target): get /signed/greetings\ndigest: ${good.headers?.['Digest']}\ncontent-type: application/json`
    for (const [salt, status] of [
      ['32', 200],
      ['222', 401],
    ] as const) {
      const bytes = opensslSign(bank.tpp.signing.key, text, ['rsa_padding_mode:pss', `rsa_pss_saltlen:${salt}`])
      const answer = await bank.send(withHeader(good, 'x-jws-signature', `${head}..${bytes.toString('base64url')}`))
      expect(answer.status, answer.rejection?.reason).toBe(status)
    }
  })
})

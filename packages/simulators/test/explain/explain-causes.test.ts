import { constants, createHash, generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { IngTpp } from '../../src/pki/pki.ts'
import { sharedPki } from '../../src/pki/shared-pki.ts'
import {
  type CapturedRequest,
  type Explanation,
  explainRequest,
  explanationWords,
  formatCapturedRequest,
  parseCapturedRequest,
} from '../../src/verify/index.ts'
import { clientKey, publicPem, signBody } from '../bunq/bunq-client.ts'
import {
  certificateLine,
  type Draft,
  type HttpSigning,
  httpSigned,
  type JwsSigning,
  jwsSigned,
  sha256,
  signedTokenRequest,
} from '../ing/tpp-requests.ts'

const at = Date.parse('2026-03-05T09:08:07Z')
const clientId = '5ca1ab1e-c0ca-c01a-cafe-154deadbea75'
const account = '/v3/accounts/3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10/transactions'

let tpp: IngTpp
let other: IngTpp
beforeAll(async () => {
  const { ing } = await sharedPki()
  tpp = ing.tpp
  other = ing.otherTpp
})

const captured = ({ method, target, headers = {}, body = '' }: Draft): CapturedRequest => ({
  method,
  target,
  headers: Object.entries(headers),
  body: Buffer.from(body),
})

const explain = (draft: Draft, key: string = tpp.signing.certificate): Explanation =>
  explainRequest({ request: captured(draft), key, clientId, now: at })

type Row = readonly [name: string, cause: keyof typeof explanationWords, part: string | undefined, draft: () => Draft]

const read = { method: 'GET', target: `${account}?dateFrom=2026-01-01&limit=10` }
const http = (draft: Draft, signing: Partial<HttpSigning> = {}): Draft =>
  httpSigned(draft, { key: tpp.signing.key, keyId: clientId, at, ...signing })
const changed = (draft: Draft, change: Partial<Draft>): Draft => ({ ...draft, ...change })
const header = (draft: Draft, name: string, change: (value: string) => string): Draft =>
  changed(draft, { headers: { ...draft.headers, [name]: change(draft.headers?.[name] ?? '') } })

const payment = { method: 'POST', target: '/v1/payments/sepa-credit-transfers', body: '{"amount":"1.00","to":"A/B"}' }

const httpRows: readonly Row[] = [
  ['a good read', 'holds', undefined, () => http(read)],
  ['a good payment', 'holds', undefined, () => http(payment)],
  ['a good token request', 'holds', undefined, () => signedTokenRequest(tpp, at)],
  ['no signature at all', 'signature_missing', 'signature', () => read],
  ['Signature before the text', 'signature_prefix', 'signature', () => http(read, { prefix: 'Signature ' })],
  [
    'lines signed in another order',
    'header_order',
    'headers list',
    () => http(read, { twist: (text) => text.split('\n').reverse().join('\n') }),
  ],
  [
    'a query left out of the signed text',
    'query_missing',
    'query',
    () => http(read, { twist: (text) => text.replace(/\?\S+/, '') }),
  ],
  [
    'a query decoded for signing',
    'query_encoding',
    'query',
    () =>
      http(
        { ...read, target: '/oauth2/authorization-server-url?scope=a%3Ab+c&redirect_uri=https%3A%2F%2Fx' },
        { twist: decodeURIComponent },
      ),
  ],
  ['a line feed at the end', 'line_feed', 'signed text', () => http(read, { twist: (text) => `${text}\n` })],
  [
    'CR LF between the lines',
    'crlf',
    'signed text',
    () => http(read, { twist: (text) => text.replaceAll('\n', '\r\n') }),
  ],
  [
    'the method signed in upper case',
    'method_case',
    'method',
    () => http(read, { twist: (text) => text.replace('get ', 'GET ') }),
  ],
  ['the method sent in lower case', 'method_case', 'method', () => changed(http(read), { method: 'get' })],
  ['another method', 'method', 'method', () => changed(http(read), { method: 'DELETE' })],
  ['another host signed for', 'holds', undefined, () => http({ ...read, headers: { Host: 'elsewhere.example' } })],
  ['one byte of the path', 'path', 'path', () => changed(http(read), { target: read.target.replace('8d53', '8d54') })],
  [
    'one byte of the query',
    'query',
    'query',
    () => changed(http(read), { target: read.target.replace('2026-01-01', '2026-01-02') }),
  ],
  [
    'a parameter dropped',
    'query',
    'query',
    () => changed(http(read), { target: read.target.replace('&limit=10', '') }),
  ],
  [
    'one byte of X-Request-ID',
    'header',
    'x-request-id',
    () => header(http(read), 'X-Request-ID', (id) => id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
  ],
  [
    'a new X-Request-ID',
    'other_text',
    'x-request-id',
    () => header(http(read), 'X-Request-ID', () => '00000000-0000-4000-8000-000000000000'),
  ],
  [
    'a digest in hexadecimal',
    'digest_alphabet',
    'digest',
    () =>
      http({ ...payment, headers: { Digest: `SHA-256=${createHash('sha256').update(payment.body).digest('hex')}` } }),
  ],
  [
    'a digest in base64url',
    'digest_alphabet',
    'digest',
    () =>
      http({
        ...payment,
        headers: { Digest: `SHA-256=${createHash('sha256').update(payment.body).digest('base64url')}` },
      }),
  ],
  [
    'a digest without its name',
    'digest_prefix',
    'digest',
    () => http({ ...payment, headers: { Digest: sha256(payment.body).slice(8) } }),
  ],
  ['the digest changed later', 'digest', 'digest', () => header(http(payment), 'Digest', () => sha256('other'))],
  [
    'one byte of the body',
    'body',
    'body',
    () => changed(http(payment), { body: payment.body.replace('1.00', '9.00') }),
  ],
  ['a line feed after the body', 'body_newline', 'body', () => changed(http(payment), { body: `${payment.body}\n` })],
  [
    'the body written anew',
    'body_reserialised',
    'body',
    () => changed(http(payment), { body: JSON.stringify(JSON.parse(payment.body), null, 2) }),
  ],
  ['a digest of no body', 'body_empty', 'body', () => http({ ...payment, headers: { Digest: sha256('') } })],
  [
    'a clock an hour off',
    'clock',
    'date',
    () =>
      http(read, { at: at + 3_600_000 }) &&
      http({ ...read, headers: { Date: new Date(at - 3_600_000).toUTCString() } }),
  ],
  ['a date changed later', 'date', 'date', () => header(http(read), 'Date', () => new Date(at + 61_000).toUTCString())],
  [
    'a date in another form',
    'date_format',
    'date',
    () => http({ ...read, headers: { Date: new Date(at).toISOString() } }),
  ],
  ['PSS padding', 'padding', 'algorithm', () => resigned(http(read), { padding: constants.RSA_PKCS1_PSS_PADDING })],
  ['another hash than named', 'algorithm', 'algorithm', () => http(read, { algorithm: 'rsa-sha512' })],
  ['another client’s id', 'key_id', 'key id', () => http(read, { keyId: '00000000-c0ca-c01a-cafe-154deadbea75' })],
  ['another serial number', 'key_id', 'key id', () => signedTokenRequest(tpp, at, { keyId: 'SN=1234' })],
  ['another key', 'signature_damaged', 'signature', () => http(read, { key: other.signing.key })],
  [
    'another certificate sent',
    'certificate',
    'certificate header',
    () =>
      signedTokenRequest(tpp, at, {
        headers: { 'TPP-Signature-Certificate': certificateLine(other.signing.certificate) },
      }),
  ],
  ['key and certificate of another', 'wrong_key', 'certificate header', () => signedTokenRequest(other, at)],
  [
    'a header listed that is not sent',
    'header_missing',
    'x-ing-reqid',
    () => http(read, { names: ['(request-target)', 'date', 'digest', 'x-ing-reqid'] }),
  ],
]

/** The draft signed once more with other options, over the string that its names give. */
const resigned = (draft: Draft, options: { readonly padding: number }): Draft =>
  header(draft, 'Signature', (text) => {
    const line = `(request-target): get ${draft.target}\ndate: ${draft.headers?.['Date']}\ndigest: ${draft.headers?.['Digest']}\nx-request-id: ${draft.headers?.['X-Request-ID']}`
    const signature = sign('sha256', Buffer.from(line), { key: tpp.signing.key, ...options }).toString('base64')
    return text.replace(/signature="[^"]*"/, `signature="${signature}"`)
  })

const registration = { method: 'POST', target: '/oauth2/applications', body: '{"contact":"a@b.example"}' }
const jws = (draft: Draft, signing: Partial<JwsSigning> = {}): Draft =>
  jwsSigned(draft, { ...tpp.signing, at, ...signing })

const jwsRows: readonly Row[] = [
  ['a good call', 'holds', undefined, () => jws(registration)],
  ['the longest salt', 'salt_length', 'signature', () => jws(registration, { saltLength: 222 })],
  ['no salt', 'salt_length', 'signature', () => jws(registration, { saltLength: 0 })],
  ['PS512 named, PS256 used', 'algorithm', 'algorithm', () => jws(registration, { alg: 'PS512' })],
  ['a fingerprint of another', 'key_id', 'key id', () => jws(registration, { certificate: other.signing.certificate })],
  [
    'lines in another order than pars',
    'header_order',
    'headers list',
    () => jws(registration, { twist: (text) => text.split('\n').reverse().join('\n') }),
  ],
  ['a line feed at the end', 'line_feed', 'signed text', () => jws(registration, { twist: (text) => `${text}\n` })],
  ['one byte of the path', 'path', 'path', () => changed(jws(registration), { target: '/oauth2/applicationz' })],
  [
    'a charset added',
    'header',
    'content-type',
    () => header(jws(registration), 'Content-Type', (type) => `${type}; charset=utf-8`),
  ],
  ['one byte of the body', 'body', 'body', () => changed(jws(registration), { body: '{"contact":"c@b.example"}' })],
  ['the clock', 'clock', 'date', () => jws(registration, { at: at - 600_000 })],
  [
    'a byte of the protected header',
    'key_id',
    'key id',
    () =>
      header(
        jws(registration),
        'x-jws-signature',
        (text) => `${text.slice(0, 45)}${text[45] === 'A' ? 'B' : 'A'}${text.slice(46)}`,
      ),
  ],
  ['another key', 'signature_damaged', 'signature', () => jws(registration, { key: other.signing.key })],
]

describe('why a signature of ING does not hold', () => {
  it.each([
    ...httpRows.map((row, at) => [`${at + 1} ${row[0]}`, row] as const),
    ...jwsRows.map((row, at) => [`J${at + 1} ${row[0]}`, row] as const),
  ])('row %s', (_, [, cause, part, draft]) => {
    const found = explain(draft())
    expect({ cause: found.cause, part: found.part }).toEqual({ cause, part })
    expect(found).toMatchObject({ ok: cause === 'holds', words: explanationWords[cause] })
  })

  it('judges ECDSA too, with fewer texts tried', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const key = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const good = http(read, {
      key: ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      algorithm: 'ecdsa-sha256',
    })
    expect(explain(good, key).ok).toBe(true)
    expect(explain(changed(good, { method: 'POST' }), key).part).toBe('method')
    expect(explain(changed(good, { target: account }), key)).toMatchObject({ ok: false, part: 'query' })
  })

  it('shows the first byte that differs', () => {
    const draft = changed(http(read), { target: read.target.replace('limit=10', 'limit=20') })
    const { difference } = explain(draft)
    expect(difference).toEqual({ at: read.target.indexOf('=10') + 1, signed: read.target, received: draft.target })
  })

  it('does as well with a public key alone', () => {
    const key = new X509Certificate(tpp.signing.certificate).publicKey
      .export({ type: 'spki', format: 'pem' })
      .toString()
    expect(explain(http(read), key).ok).toBe(true)
    expect(explain(changed(http(read), { method: 'POST' }), key).part).toBe('method')
  })

  it('gives up when its effort is used up, and still says what is likely', () => {
    const request = captured(changed(http(read), { target: read.target.replace('8d53', '8d54') }))
    const { ok, part, others } = explainRequest({ request, key: tpp.signing.certificate, effort: 10 })
    expect({ ok, part }).toEqual({ ok: false, part: 'x-request-id' })
    expect(others).toEqual(['query', 'path', 'date'])
  })
})

const bunq = (body: string, signature: string): Draft => ({
  method: 'POST',
  target: '/v1/session-server',
  headers: { 'User-Agent': 'test', 'X-Bunq-Client-Signature': signature },
  body,
})
const secret = '{"secret":"a/b"}'
const options = (name: string, padding?: number): string =>
  sign(name, Buffer.from(secret), padding === undefined ? clientKey : { key: clientKey, padding }).toString('base64')

const bunqRows: readonly Row[] = [
  ['a good call', 'holds', undefined, () => bunq(secret, signBody(secret))],
  [
    'the old scheme',
    'old_scheme',
    'signature',
    () => bunq(secret, signBody(`POST /v1/session-server\nUser-Agent: test\n\n${secret}`)),
  ],
  ['the empty body signed', 'body_empty', 'body', () => bunq(secret, signBody(''))],
  ['a newline signed', 'body_newline', 'body', () => bunq(secret, signBody(`${secret}\n`))],
  ['blanks signed', 'body_reserialised', 'body', () => bunq(secret, signBody('{"secret": "a/b"}'))],
  ['a slash escaped', 'body_reserialised', 'body', () => bunq(secret, signBody('{"secret":"a\\/b"}'))],
  ['one byte', 'body', 'body', () => bunq(secret, signBody(secret.replace('b', 'c')))],
  ['SHA-1', 'algorithm', 'signature', () => bunq(secret, options('sha1'))],
  ['PSS', 'padding', 'signature', () => bunq(secret, options('sha256', constants.RSA_PKCS1_PSS_PADDING))],
  [
    'base64url',
    'signature_alphabet',
    'signature',
    () => bunq(secret, Buffer.from(signBody(secret), 'base64').toString('base64url')),
  ],
  [
    'another key',
    'signature_damaged',
    'signature',
    () =>
      bunq(
        secret,
        signBody(secret, undefined) && sign('sha256', Buffer.from(secret), tpp.signing.key).toString('base64'),
      ),
  ],
]

describe('why a signature of bunq does not hold', () => {
  it.each(bunqRows.map((row, at) => [`${at + 1} ${row[0]}`, row] as const))('row %s', (_, [, cause, part, draft]) => {
    const found = explain(draft(), publicPem(clientKey))
    expect({ cause: found.cause, part: found.part }).toEqual({ cause, part })
  })
})

describe('a captured request', () => {
  const text = 'POST https://api.ing.com/v1/x?y=%20 HTTP/1.1\nHost: api.ing.com\nEmpty:\n\n{\n\n}\n'

  it.each([
    ['LF', text, '{\n\n}\n'],
    ['CR LF', text.replaceAll('\n', '\r\n'), '{\r\n\r\n}\r\n'],
  ])('is read with %s, and its body left as it is', (_, file, body) => {
    const request = parseCapturedRequest(Buffer.from(file))
    expect(request).toEqual({
      method: 'POST',
      target: '/v1/x?y=%20',
      headers: [
        ['Host', 'api.ing.com'],
        ['Empty', ''],
      ],
      body: Buffer.from(body),
    })
  })

  it('is written as it is read', () => {
    const request = captured(http(payment))
    expect(parseCapturedRequest(formatCapturedRequest(request))).toEqual(request)
  })

  it.each([
    ['', 'The first line must be “METHOD /path HTTP/1.1”.'],
    ['GET /\nno header here\n\n', 'Line 2 is no header: “no header here”.'],
  ])('%j is none, and it says why', (file, words) => {
    expect(parseCapturedRequest(Buffer.from(file))).toBe(words)
  })
})

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestOf } from './digest-header.ts'
import { parseHttpDate } from './http-date.ts'
import { parseSignatureHeader } from './signature-header.ts'
import { signingString } from './signing-string.ts'

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

const HEADERS: Readonly<Record<string, string>> = {
  date: 'Tue, 05 Mar 2024 09:08:07 GMT',
  'x-request-id': '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9',
}

const build = (
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): string => {
  const built = signingString({ method, target }, (name) => headers[name], names)
  return 'text' in built ? built.text : `missing ${built.missing}`
}

describe("ING's published check values", () => {
  it.each([
    ['2.5 empty', '', 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
    ['2.5 token request', 'grant_type=client_credentials', 'SHA-256=w0mymuL8aCrbJmmabs1pytZhon8lQucTuJMUtuKr+uw='],
    [
      '2.5 recorded payment',
      '{"instructedAmount":{"amount":"1","currency":"EUR"},"creditorAccount":{"iban":"AT861921125678901234"},"creditorName":"Laura Musterfrau"}',
      'SHA-256=Ih/QmFHrIjDD8Uq9duYvXgAnyT9YGu1L0Vchx3Xc85o=',
    ],
    [
      '2.5 registration',
      '{"contact":"ops@tpp.example","redirect_uris":["https://tpp.example/cb"]}',
      'SHA-256=mRmYr9AUy32uHHtPHjMmSXReP9AzqpeAINM2BKoJiDo=',
    ],
  ])('%s: digest', (_name, body, digest) => {
    expect(digestOf(Buffer.from(body))).toBe(digest)
  })

  it('2.6 token request: signing string', () => {
    const headers = { ...HEADERS, digest: digestOf(Buffer.from('grant_type=client_credentials')) }
    const text = build('POST', '/oauth2/token', headers, ['(request-target)', 'date', 'digest'])
    expect(sha256Hex(text)).toBe('5e75a263b723e4f804f82368541ac32f350924d24f1385d90b0a4f2c26f62bd0')
  })

  it('2.6 accounts: signing string', () => {
    const headers = { ...HEADERS, digest: digestOf(Buffer.of()) }
    const text = build('GET', '/v3/accounts', headers, ['(request-target)', 'date', 'digest', 'x-request-id'])
    expect(sha256Hex(text)).toBe('1ccc5323505b8bfd0b233719565ffc3a0eeb10896c460c530f5a559b6407bd34')
  })

  it('3.2 registration: JWS signing input', () => {
    const header =
      '{"b64":false,"x5t#S256":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","crit":["sigT","sigD","b64"],"sigT":"2024-03-05T09:08:07Z","sigD":{"pars":["(request-target)","digest","content-type"],"mId":"http://uri.etsi.org/19182/HttpHeaders"},"alg":"PS256"}'
    const digest = digestOf(Buffer.from('{"contact":"ops@tpp.example","redirect_uris":["https://tpp.example/cb"]}'))
    const headers = { digest, 'content-type': 'application/json' }
    const text = build('POST', '/oauth2/applications', headers, ['(request-target)', 'digest', 'content-type'])
    const input = `${Buffer.from(header).toString('base64url')}.${text}`
    expect(sha256Hex(input)).toBe('26d317ab65f02eb37a1b4e6dd0c5f6d16a54eef47284414b07b4b5f3bf082a5c')
  })
})

describe('the parts', () => {
  it('names the first header that is missing', () => {
    expect(build('GET', '/', {}, ['(request-target)', 'date'])).toBe('missing date')
  })

  it.each([
    ['Tue, 05 Mar 2024 09:08:07 GMT', false, 1_709_629_687_000],
    ['Tue, 5 Mar 2024 09:08:07 GMT', false, undefined],
    ['Tue, 5 Mar 2024 09:08:07 GMT', true, 1_709_629_687_000],
    ['Mon, 05 Mar 2024 09:08:07 GMT', true, undefined],
    ['Tue, 05 Mar 2024 09:08:07 UTC', true, undefined],
    ['', true, undefined],
  ])('reads the date %j (unpadded allowed: %s)', (text, unpadded, at) => {
    expect(parseHttpDate(text, unpadded)).toBe(at)
  })

  it.each([
    'Signature keyId="a",algorithm="b",headers="c",signature="YWJj"',
    'keyId="a",algorithm="b",headers="c"',
    'keyId="a",algorithm="b",headers="c",signature="YWJj",',
    'keyId="a",keyId="a",algorithm="b",headers="c",signature="YWJj"',
    'keyId=a,algorithm="b",headers="c",signature="YWJj"',
    'keyId="a",algorithm="b",headers="c",signature="YWJ"',
    '',
  ])('does not read %j', (text) => {
    expect(parseSignatureHeader(text)).toBeTypeOf('string')
  })
})

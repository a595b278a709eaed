import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toJwsSigningInput } from './detached-jws.ts'
import { toSigningString } from './signing-string.ts'

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')
const date = 'Tue, 05 Mar 2024 09:08:07 GMT'
const emptyDigest = 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

describe('toSigningString against the published check values', () => {
  it('2.6-1: the token request', () => {
    const headers = { Date: date, Digest: 'SHA-256=w0mymuL8aCrbJmmabs1pytZhon8lQucTuJMUtuKr+uw=' }
    const text = toSigningString(['(request-target)', 'date', 'digest'], {
      method: 'POST',
      target: '/oauth2/token',
      headers,
    })
    expect(sha256(text)).toBe('5e75a263b723e4f804f82368541ac32f350924d24f1385d90b0a4f2c26f62bd0')
  })

  it('2.6-2: the list of accounts with a signed request id', () => {
    const headers = { Date: date, Digest: emptyDigest, 'X-Request-ID': '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9' }
    const text = toSigningString(['(request-target)', 'date', 'digest', 'x-request-id'], {
      method: 'GET',
      target: '/v3/accounts',
      headers,
    })
    expect(sha256(text)).toBe('1ccc5323505b8bfd0b233719565ffc3a0eeb10896c460c530f5a559b6407bd34')
  })

  it('2.1: keeps path and query as they are on the request line', () => {
    const headers = { date, digest: emptyDigest, 'x-request-id': '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9' }
    const parts = { method: 'GET', target: '/v3/accounts?x=1', headers }
    expect(toSigningString(['(request-target)', 'date', 'digest', 'x-request-id'], parts)).toBe(
      `(request-target): get /v3/accounts?x=1\ndate: ${date}\ndigest: ${emptyDigest}\nx-request-id: 0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9`,
    )
  })

  it('3.2: the signing input of a registration', () => {
    const protectedHeader =
      '{"b64":false,"x5t#S256":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","crit":["sigT","sigD","b64"],"sigT":"2024-03-05T09:08:07Z","sigD":{"pars":["(request-target)","digest","content-type"],"mId":"http://uri.etsi.org/19182/HttpHeaders"},"alg":"PS256"}'
    const text = toSigningString(['(request-target)', 'digest', 'content-type'], {
      method: 'POST',
      target: '/oauth2/applications',
      headers: {
        Digest: 'SHA-256=mRmYr9AUy32uHHtPHjMmSXReP9AzqpeAINM2BKoJiDo=',
        'Content-Type': 'application/json',
      },
    })
    const input = toJwsSigningInput(protectedHeader, text)
    expect(sha256(input)).toBe('26d317ab65f02eb37a1b4e6dd0c5f6d16a54eef47284414b07b4b5f3bf082a5c')
  })

  // The targets of ING's recorded requests (2.7), whose signatures verify over exactly these lines.
  it.each([
    [
      '2.7-2',
      'GET',
      '/v2/accounts/a217d676-7559-4f2a-83dc-5da0c2279223/transactions?dateFrom=2019-01-09&dateTo=2019-01-10&limit=10',
    ],
    [
      '2.7-3',
      'GET',
      '/oauth2/authorization-server-url?scope=payment-accounts%3Atransactions%3Aview+payment-accounts%3Abalances%3Aview&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fredirect',
    ],
    ['2.7-5', 'POST', '/v1/payments/sepa-credit-transfers'],
  ])('%s: the target is neither encoded nor decoded', (_, method, target) => {
    expect(toSigningString(['(request-target)'], { method, target, headers: {} })).toBe(
      `(request-target): ${method.toLowerCase()} ${target}`,
    )
  })

  it('refuses to sign a header that the request does not have', () => {
    expect(() => toSigningString(['date'], { method: 'GET', target: '/', headers: {} })).toThrow('The header date')
  })
})

describe('toSigningString against an oracle', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/)
  const value = fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,40}[\x21-\x7e])?$/)
  const target = fc.stringMatching(/^\/[A-Za-z0-9%:+&=?.~/_-]{0,60}$/)

  it('for any list of headers in any case, and any encoding in the query', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key.toLowerCase(), minLength: 1, maxLength: 8 }),
        target,
        fc.constantFrom('GET', 'POST', 'DELETE'),
        (entries, path, method) => {
          const names = ['(request-target)', ...entries.map(([key]) => key.toLowerCase())]
          let oracle = `(request-target): ${method.toLowerCase()} ${path}`
          for (const [key, text] of entries) oracle += `\n${key.toLowerCase()}: ${text}`
          expect(toSigningString(names, { method, target: path, headers: Object.fromEntries(entries) })).toBe(oracle)
        },
      ),
    )
  })
})

import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countSteps } from '../../test/regex-steps.ts'
import { isIban } from '../domain/iban.ts'
import { redactionPatterns, redactText } from './redaction.ts'

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''))
const from = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength })
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const base64Url = `${letters}0123456789-_`

/** The check digits that make an IBAN of these parts (ISO 7064). */
const toIban = (country: string, rest: string): string => {
  const found = Array.from({ length: 97 }, (_, index) => `${country}${`${index + 2}`.padStart(2, '0')}${rest}`)
  return found.find(isIban) ?? ''
}

const iban = fc.oneof(
  digits(10).map((account) => toIban('NL', `INGB${account}`)),
  digits(18).map((account) => toIban('DE', account)),
  digits(20).map((account) => toIban('SE', account)),
)
const grouped = iban.map((text) => text.replace(/(.{4})(?=.)/g, '$1 '))
const personalNumber = fc
  .record({
    century: fc.constantFrom('', '19', '20'),
    year: fc.integer({ min: 10, max: 99 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 61, max: 91 })),
    separator: fc.constantFrom('', '-', '+'),
    rest: digits(4),
  })
  .map(({ century, year, month, day, separator, rest }) => {
    const two = (value: number): string => `${value}`.padStart(2, '0')
    return `${century}${year}${two(month)}${two(day)}${separator}${rest}`
  })
const token = fc
  .tuple(from(base64Url, 20, 60), from(base64Url, 20, 60), from(base64Url, 20, 60))
  .map((p) => p.join('.'))
const hex = from('0123456789abcdef', 32, 128)
const base64 = from(`${letters}0123456789+/`, 40, 200)

const before = fc.constantFrom(
  '',
  'account_',
  'pnr_',
  'from ',
  'failed: "',
  'https://bank.example/accounts/',
  'IBAN ',
  '(',
  'token=',
)
const after = fc.constantFrom('', '_next', ' AND MORE TEXT', '", next', ')', '?x=1', ' 2024-05-01', '\nat file.ts:1')

describe('redactText', () => {
  it('an IBAN in what looks like the rest of another one is found too', () => {
    const two = 'NL69INGB0123456789 and NL69 INGB 0123 4567 89, NL69INGB0123456789-NL69INGB0123456789'
    expect(redactText(two)).toBe('NL69 INGB … 89 and NL69 INGB … 89, NL69 INGB … 89-NL69 INGB … 89')
  })

  it.each([
    ['an IBAN', iban],
    ['an IBAN in groups', grouped],
    ['an IBAN in groups with non-breaking blanks', grouped.map((text) => text.replaceAll(' ', '\u00a0'))],
    ['an IBAN in lower case', iban.map((text) => text.toLowerCase())],
    ['a Swedish personal number', personalNumber],
    ['a compact JWS', token],
    ['a detached JWS', fc.tuple(from(base64Url, 20, 60), from(base64Url, 20, 60)).map((parts) => parts.join('..'))],
    ['a JWE', fc.tuple(token, from(base64Url, 20, 60)).map(([jws, rest]) => `${jws}.${rest}.${rest}`)],
    ['an API key', from(`${letters}0123456789`, 8, 64).map((rest) => `sandbox_${rest}`)],
    ['a 64-digit token', from('0123456789abcdef', 64, 64)],
    ['a hexadecimal secret', hex],
    ['a base64 secret', base64],
  ] as const)('leaves no %s in any text', (_name, secrets) => {
    fc.assert(
      fc.property(before, secrets, after, (left, secret, right) => {
        expect(redactText(`${left}${secret}${right}`)).not.toContain(secret)
      }),
      { seed: 20_240_501, numRuns: 300 },
    )
  })

  it.each([
    [
      'a day',
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
        .map((date) => date.toISOString().slice(0, 10)),
    ],
    [
      'an instant',
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
    ],
    ['an amount', fc.tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), digits(2)).map((p) => p.join('.'))],
    ['a status', fc.integer({ min: 100, max: 599 }).map(String)],
    ['a request id', fc.uuid()],
    ['an ordinary word', from(letters, 1, 39)],
  ] as const)('leaves %s alone', (_name, harmless) => {
    fc.assert(
      fc.property(harmless, (text) => {
        expect(redactText(`took ${text} here`)).toBe(`took ${text} here`)
      }),
      { seed: 20_240_501, numRuns: 2000 },
    )
  })

  it('leaves no private key, whole or cut off', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    const body = privateKey.split('\n')[1] ?? ''
    expect(body.length).toBeGreaterThan(40)
    for (const text of [privateKey, privateKey.slice(0, 100)]) {
      expect(redactText(`key: ${text}`)).toBe(text === privateKey ? 'key: [private key]\n' : 'key: [private key]')
    }
  })

  it.each([
    ['Authorization: Bearer short-but-secret', 'Authorization: Bearer […]'],
    ['Bearer 99391c7e-ad88-49ec-a2ad-99ddcb1f7721', 'Bearer […]'],
    ['key sandbox_0123456789abcdef', 'key [api key]'],
    ['from NL69INGB0123456789 to you', 'from NL69 INGB … 89 to you'],
    ['nl69 ingb 0123 4567 89 AND MORE', 'NL69 INGB … 89 AND MORE'],
  ])('makes %j into %j', (text, expected) => {
    expect(redactText(text)).toBe(expected)
  })

  it.each([
    'GET /v3/accounts/{id}/balances answered 429 after 1203 ms',
    'trace 3f1c2b9e-8a77-4d0c-9b1e-2f6f0a5d7c11',
    'NL12 is not an IBAN, nor is AB12CDEF34567890',
    'booked on 2024-05-01 for -12.50 EUR',
    'at 2024-05-01T12:00:00.000Z, an hour before 2024-05-01T13:00:00+02:00',
    'POST /v1/payments/sepa-credit-transfers/{paymentId}/status answered 503',
    'The certificate expired on 2024-05-01. Have it renewed by its issuer, and tell the bank if it registers certificates.',
    'the bearer of this letter; a signature is missing',
    'X-Request-ID 99391c7e-ad88-49ec-a2ad-99ddcb1f7721 took 1714560000000',
    'amount 1234567890.12 SEK, rate 11.2345',
  ])('leaves %j alone', (text) => {
    expect(redactText(text)).toBe(text)
  })
})

describe('F4: hostile texts', () => {
  const hostile: readonly (readonly [string, string])[] = [
    ['words of one letter', 'a-'],
    ['a request id without end', '3f1c2b9e-8a77-4d0c-9b1e-2f6f0a5d7c11-'],
    ['numbers of one digit', '1 '],
    ['dots', 'aaaaaaaaaaa.'],
    ['two dots', 'aaaaaaaaaaa..'],
    ['one run', 'a'],
    ['hexadecimal', '0f'],
    ['hexadecimal and a letter', `${'0f'.repeat(20)}g`],
    ['IBAN heads', 'NL69 '],
    ['an IBAN without end', 'NL69INGB0123456789-'],
    ['heads of keys', '-----BEGIN PRIVATE KEY'],
    ['keys without end', '-----BEGIN PRIVATE KEY-----'],
    ['Bearer', 'Bearer '],
    ['blanks', ' '],
    ['slashes', '/+'],
    ['sandbox_', 'sandbox_'],
    ['dates', '20240501'],
  ]

  it.each(redactionPatterns.map((pattern) => [pattern.source, pattern] as const))(
    'the work of %s grows with the text, not with its square',
    (_source, pattern) => {
      const perCharacter = hostile.map(([name, piece]) => {
        const [short, long] = [500, 4_000].map((length) => {
          const text = piece.repeat(Math.ceil(length / piece.length))
          return countSteps(pattern, text).steps / text.length
        })
        return { name, growth: (long ?? 0) / Math.max(1, short ?? 0) }
      })
      // Eight times the length at a square would be eight times the steps for each character.
      expect(perCharacter.filter(({ growth }) => growth > 2)).toEqual([])
    },
  )

  it('are counted by a matcher that finds what the engine finds', () => {
    const sample = `${hostile.map(([, piece]) => piece.repeat(9)).join(' ')} eyJhbGciOiJ.eyJzdWIiOiIx.c2lnbmF0dXJl 19811228-9874 Basic QUJDREVGRw==`
    for (const pattern of redactionPatterns) {
      const found = [...sample.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length])
      expect(countSteps(pattern, sample).matches).toEqual(found)
    }
  })

  it('the counter sees a square', () => {
    const square = /\b[a-z-]{10,}\./g
    const [short, long] = [500, 4_000].map((length) => countSteps(square, 'a-'.repeat(length / 2)).steps / length)
    expect((long ?? 0) / (short ?? 1)).toBeGreaterThan(6)
  })

  it('are cut first, at a blank, so that no half of a secret stays', () => {
    const token = 'x'.repeat(39)
    const text = `${'word '.repeat(1_636)}${token}${token} more`
    const redacted = redactText(text)
    expect(redacted.endsWith('word [cut]')).toBe(true)
    expect(redacted.length).toBeLessThan(8_200)
    expect(redactText('x'.repeat(200_000)).length).toBeLessThan(100)
  })
})

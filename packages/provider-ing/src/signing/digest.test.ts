import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toDigest } from './digest.ts'

/** ING's published and recorded digests (2.5). */
const rows = [
  ['2.5-1 empty', '', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
  ['2.5-2 client credentials', 'grant_type=client_credentials', 'w0mymuL8aCrbJmmabs1pytZhon8lQucTuJMUtuKr+uw='],
  [
    '2.5-3 recorded payment',
    '{"instructedAmount":{"amount":"1","currency":"EUR"},"creditorAccount":{"iban":"AT861921125678901234"},"creditorName":"Laura Musterfrau"}',
    'Ih/QmFHrIjDD8Uq9duYvXgAnyT9YGu1L0Vchx3Xc85o=',
  ],
  [
    '2.5-4 registration',
    '{"contact":"ops@tpp.example","redirect_uris":["https://tpp.example/cb"]}',
    'mRmYr9AUy32uHHtPHjMmSXReP9AzqpeAINM2BKoJiDo=',
  ],
] as const

describe('toDigest', () => {
  it.each(rows)('row %s', (_, body, expected) => {
    expect(toDigest(new TextEncoder().encode(body))).toBe(`SHA-256=${expected}`)
  })

  it('takes a request without a body for one of no bytes', () => {
    expect(toDigest(undefined)).toBe(toDigest(new Uint8Array()))
  })

  it('agrees with a hash written as hexadecimal, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const hex = createHash('sha256').update(body).digest('hex')
        const received = Buffer.from(toDigest(body).slice('SHA-256='.length), 'base64')
        expect(received.toString('hex')).toBe(hex)
      }),
    )
  })
})

import { createHash } from 'node:crypto'
import { toRequest, toRequestWithBody } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { bankProfileSchema } from '../banks/bank-profile.ts'
import { digestOf, signingText } from './message-signer.ts'

const signature = bankProfileSchema.parse({
  id: 'x',
  name: 'X',
  country: 'DE',
  source: 'the reference',
  checked: '2026',
  tried: 'untried',
  baseUrl: 'https://x.example',
  consentKinds: ['global'],
  signature: {},
}).signature

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Check values that were made by other code. */
describe('a signed message', () => {
  if (signature === undefined) throw new Error('The row has a signature')
  const body =
    '{"access":{"allPsd2":"allAccounts"},"recurringIndicator":true,"validUntil":"2026-12-31","frequencyPerDay":4,"combinedServiceIndicator":false}'
  const digest = 'SHA-256=XjC/MlCfZV8TYlNtLFs2qGFxlWPGy5c4xz9Q/DNy1k8='

  it('has the digest of exactly these bytes, and of nothing or of braces without a body', () => {
    const request = toRequestWithBody({ method: 'POST', origin: 'https://x.example', target: '/' }, body)
    expect(digestOf(request.body, signature)).toBe(digest)
    const empty = toRequest({ method: 'GET', origin: 'https://x.example', target: '/' })
    expect(digestOf(empty.body, signature)).toBe('SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
    expect(digestOf(empty.body, { ...signature, emptyBody: 'braces' })).toBe(
      'SHA-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=',
    )
  })

  it('signs lower-case names in the row’s order, and leaves out what the request lacks', () => {
    const headers = {
      'X-Request-ID': '99391c7e-ad88-49ec-a2ad-99ddcb1f7721',
      'PSU-ID': 'PSU-1234',
      'TPP-Redirect-URI': 'https://tpp.example/cb?state=a1',
      Date: 'Tue, 05 Mar 2024 09:08:07 GMT',
      Digest: digest,
    }
    const names = ['digest', 'x-request-id', 'psu-id', 'tpp-redirect-uri', 'date']
    expect(sha256(signingText(headers, names).text)).toBe(
      '36e189d7fa7c1a9f3a46e5ec62298144bb15853505a659d399331d26332b147e',
    )
    const bare = {
      'X-Request-ID': headers['X-Request-ID'],
      Digest: 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    }
    const read = signingText(bare, names)
    expect(read.names).toEqual(['digest', 'x-request-id'])
    expect(sha256(read.text)).toBe('76197fc4717bff0b258b3658bd9ce802dbaae63537c47475c607053eac9393be')
  })
})

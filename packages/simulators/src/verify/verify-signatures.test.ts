import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifyDetachedJws } from './verify-detached-jws.ts'
import { verifyHttpSignature } from './verify-http-signature.ts'

const NOW = Date.parse('2024-03-05T09:08:07Z')

const digest = (body: Buffer): string => `SHA-256=${createHash('sha256').update(body).digest('base64')}`

interface Message {
  readonly method: string
  readonly target: string
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

const lines = ({ method, target, headers }: Message, names: readonly string[]): string =>
  names
    .map((name) => `${name}: ${name === '(request-target)' ? `${method.toLowerCase()} ${target}` : headers[name]}`)
    .join('\n')

const httpSignature = (message: Message, names: readonly string[], key: KeyObject, algorithm: string): string => {
  const hash = algorithm.slice(-6)
  const value = sign(hash, Buffer.from(lines(message, names)), key).toString('base64')
  return `keyId="k",algorithm="${algorithm}",headers="${names.join(' ')}",signature="${value}"`
}

const jws = (message: Message, names: readonly string[], key: KeyObject, alg: string): string => {
  const header = {
    alg,
    b64: false,
    crit: ['b64', 'sigT', 'sigD'],
    sigT: '2024-03-05T09:08:07Z',
    sigD: { mId: 'http://uri.etsi.org/19182/HttpHeaders', pars: names },
  }
  const head = Buffer.from(JSON.stringify(header, null, 2)).toString('base64url')
  const data = Buffer.from(`${head}.${lines(message, names)}`)
  const options = alg.startsWith('ES')
    ? { key, dsaEncoding: 'ieee-p1363' as const }
    : { key, padding: 6, saltLength: Number(alg.slice(2)) / 8 }
  return `${head}..${sign(`sha${alg.slice(2)}`, data, options).toString('base64url')}`
}

const message = (target = '/v3/accounts', body = Buffer.from('')): Message => ({
  method: 'POST',
  target,
  body,
  headers: { date: new Date(NOW).toUTCString(), digest: digest(body), 'content-type': 'application/json' },
})

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const NAMES = ['(request-target)', 'date', 'digest']
const PARS = ['content-type', '(request-target)', 'digest']

describe('algorithms', () => {
  it.each([
    ['ecdsa-sha256', 'prime256v1'],
    ['ecdsa-sha384', 'secp384r1'],
    ['ecdsa-sha512', 'secp521r1'],
  ])('verifies %s with a DER signature, and no other bytes under it', (algorithm, namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    const good = message()
    const signature = httpSignature(good, NAMES, privateKey, algorithm)
    expect(verifyHttpSignature({ ...good, signature, key: publicKey, now: NOW })).toMatchObject({ ok: true, algorithm })
    const other = { ...good, target: '/v3/account' }
    expect(verifyHttpSignature({ ...other, signature, key: publicKey, now: NOW })).toMatchObject({ check: 'ing-23' })
  })

  it.each([
    ['ES256', 'prime256v1'],
    ['ES384', 'secp384r1'],
    ['ES512', 'secp521r1'],
  ])('verifies %s in the raw form of RFC 7518, on its own curve alone', (alg, namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    const good = message()
    const value = jws(good, PARS, privateKey, alg)
    expect(verifyDetachedJws({ ...good, jws: value, key: publicKey, now: NOW })).toMatchObject({
      ok: true,
      algorithm: alg,
    })
    const foreign = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey
    expect(verifyDetachedJws({ ...good, jws: value, key: foreign, now: NOW })).toMatchObject({ check: 'ing-27' })
  })

  it.each(['PS256', 'PS384', 'PS512'])('verifies %s with a salt as long as its hash', (alg) => {
    const good = message()
    const value = jws(good, PARS, rsa.privateKey, alg)
    expect(verifyDetachedJws({ ...good, jws: value, key: rsa.publicKey, now: NOW })).toMatchObject({ ok: true })
  })
})

const segment = fc.stringMatching(/^[A-Za-z0-9._~!$&'()*+,;=:@%/-]{0,30}$/)
const headerValue = fc.stringMatching(/^[\x21-\x7e][\x20-\x7e]{0,20}[\x21-\x7e]$/)
const headerName = fc.stringMatching(/^x-[a-z0-9-]{1,12}$/)

describe('any message', () => {
  it('verifies as signed, whatever headers, query and body it has, and no longer with one byte changed', () => {
    fc.assert(
      fc.property(
        fc.tuple(segment, segment),
        fc.uint8Array({ maxLength: 200 }),
        fc.dictionary(headerName, headerValue, { maxKeys: 4 }),
        fc.integer({ min: 0, max: 1000 }),
        ([path, query], bytes, extra, at) => {
          const plain = message(`/${path}?${query}`, Buffer.from(bytes))
          const signed = { ...plain, headers: { ...extra, ...plain.headers } }
          const names = [...NAMES, ...Object.keys(extra)]
          const signature = httpSignature(signed, names, rsa.privateKey, 'rsa-sha256')
          const input = { ...signed, signature, key: rsa.publicKey, now: NOW }
          expect(verifyHttpSignature(input)).toMatchObject({ ok: true, signingString: lines(signed, names) })
          const changed = Buffer.from([...bytes, at % 256])
          expect(verifyHttpSignature({ ...input, body: changed })).toMatchObject({ check: 'ing-22' })
          expect(verifyHttpSignature({ ...input, target: `${signed.target}x` })).toMatchObject({ check: 'ing-23' })
        },
      ),
      { numRuns: 100, seed: 1 },
    )
  })

  it('never throws over a signature header or a JWS that is rubbish', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const input = { ...message(), key: rsa.publicKey, now: NOW }
        expect(verifyHttpSignature({ ...input, signature: text }).ok).toBe(false)
        const json = Buffer.from(text).toString('base64url')
        for (const value of [text, `${json}..${json}`])
          expect(verifyDetachedJws({ ...input, jws: value }).ok).toBe(false)
      }),
      { numRuns: 200, seed: 2 },
    )
  })
})

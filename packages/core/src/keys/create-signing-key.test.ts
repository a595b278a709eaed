import { constants, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SignatureAlgorithm } from '../contracts/signing-key.ts'
import { createSigningKey } from './create-signing-key.ts'
import { generateRsaKeyPair } from './generate-rsa-key-pair.ts'

const bytes = new TextEncoder().encode('what is signed')
const pem = { type: 'pkcs8', format: 'pem' } as const
const publicPem = { type: 'spki', format: 'pem' } as const
const ec = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve, privateKeyEncoding: pem, publicKeyEncoding: publicPem }).privateKey

const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: pem, publicKeyEncoding: publicPem })
    .privateKey,
  p256: ec('prime256v1'),
  p384: ec('secp384r1'),
  p521: ec('secp521r1'),
}
const pkcs1 = { padding: constants.RSA_PKCS1_PADDING }
const pss = (saltLength: number) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
const raw = { dsaEncoding: 'ieee-p1363' } as const
const der = { dsaEncoding: 'der' } as const

const rows: readonly (readonly [SignatureAlgorithm, keyof typeof keys, string, object, number | undefined])[] = [
  ['rsa-sha256', 'rsa', 'sha256', pkcs1, 256],
  ['rsa-sha512', 'rsa', 'sha512', pkcs1, 256],
  ['PS256', 'rsa', 'sha256', pss(32), 256],
  ['PS384', 'rsa', 'sha384', pss(48), 256],
  ['PS512', 'rsa', 'sha512', pss(64), 256],
  ['ES256', 'p256', 'sha256', raw, 64],
  ['ES384', 'p384', 'sha384', raw, 96],
  ['ES512', 'p521', 'sha512', raw, 132],
  ['ecdsa-sha256', 'p256', 'sha256', der, undefined],
  ['ecdsa-sha384', 'p384', 'sha384', der, undefined],
  ['ecdsa-sha512', 'p521', 'sha512', der, undefined],
]

describe('createSigningKey', () => {
  it.each(rows)('%s by a key on %s: node:crypto agrees', async (algorithm, name, hash, parameters, length) => {
    const key = createSigningKey(keys[name])
    const signature = await key.sign(algorithm, bytes)
    const options = { key: createPublicKey(key.publicKey), ...parameters }
    expect(verify(hash, bytes, options, signature)).toBe(true)
    expect(verify(hash, new TextEncoder().encode('what is  signed'), options, signature)).toBe(false)
    expect(signature.length).toBe(length ?? signature.length)
    // DER starts a SEQUENCE; raw signatures have their fixed length, checked above.
    expect(length === undefined ? signature[0] : 0x30).toBe(0x30)
  })

  it.each([
    ['ES256', 'p384', /ES256 needs an EC key on prime256v1; this one is EC on secp384r1/],
    ['ES512', 'p256', /secp521r1/],
    ['PS256', 'p256', /needs an RSA key/],
    ['ES256', 'rsa', /this one is RSA/],
    ['ecdsa-sha256', 'rsa', /needs an EC key/],
  ] as const)('refuses %s by a key on %s', async (algorithm, name, message) => {
    const error = await createSigningKey(keys[name])
      .sign(algorithm, bytes)
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringMatching(message) })
  })

  const small = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    privateKeyEncoding: pem,
    publicKeyEncoding: publicPem,
  })
  const edwards = generateKeyPairSync('ed25519', { privateKeyEncoding: pem, publicKeyEncoding: publicPem })
  it.each([
    ['a public key', small.publicKey, /public key was given/],
    ['a small RSA key', small.privateKey, /1024 bits/],
    ['a key of another kind', edwards.privateKey, /ed25519/],
    ['a path', '/etc/keys/signing.key', /not PEM/],
    ['a damaged key', keys.rsa.replace(/\n[^\n]{20}/, '\n'), /damaged/],
  ])('refuses %s with the fix, quoting nothing of it', (_name, text, message) => {
    const lines = text.split('\n').filter((line) => line.length > 30 && !line.startsWith('-----'))
    let error: unknown
    try {
      createSigningKey(text)
    } catch (reason) {
      error = reason
    }
    expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringMatching(message) })
    for (const line of lines) expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(line)
  })

  it('keeps the event loop free while it signs', async () => {
    const key = createSigningKey(keys.rsa)
    let turns = 0
    let isSigning = true
    const turn = (): void => {
      turns += 1
      if (isSigning) setImmediate(turn)
    }
    setImmediate(turn)
    await Promise.all(Array.from({ length: 300 }, () => key.sign('PS512', bytes)))
    isSigning = false
    expect(turns).toBeGreaterThan(3)
  })
})

describe('generateRsaKeyPair', () => {
  it('makes a key that signs', async () => {
    const { privateKey, publicKey } = await generateRsaKeyPair()
    expect(createSigningKey(privateKey).publicKey).toBe(publicKey)
  })

  it.each([1024, 2047, 8193, 2048.5, Number.NaN])('refuses %d bits', async (bits) => {
    await expect(generateRsaKeyPair(bits)).rejects.toMatchObject({ code: 'invalid_config' })
  })
})

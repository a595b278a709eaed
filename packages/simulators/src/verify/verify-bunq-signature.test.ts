import { execFileSync } from 'node:child_process'
import { constants, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifyBunqSignature } from './verify-bunq-signature.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const key = createPublicKey(privateKey)
const body = Buffer.from('{"amount":{"value":"12.50","currency":"EUR"},"description":"Payment for drinks."}')
const good = sign('sha256', body, privateKey)
const pretty = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 4))

describe('verifyBunqSignature', () => {
  it('accepts PKCS #1 v1.5 with SHA-256 over the body, by key object and by PEM', () => {
    const pem = key.export({ type: 'spki', format: 'pem' }).toString()
    for (const form of [key, pem]) {
      expect(verifyBunqSignature({ body, signature: good.toString('base64'), key: form })).toEqual({ ok: true })
    }
  })

  it('accepts what the openssl command signs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nostro-bunq-'))
    try {
      const [keyFile, bodyFile] = [join(folder, 'key.pem'), join(folder, 'body.json')]
      writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
      writeFileSync(bodyFile, body)
      const signature = execFileSync('openssl', ['dgst', '-sha256', '-sign', keyFile, bodyFile]).toString('base64')
      expect(verifyBunqSignature({ body, signature, key })).toEqual({ ok: true })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('accepts any bytes that were signed as sent, and no bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const signature = sign('sha256', bytes, privateKey).toString('base64')
        expect(verifyBunqSignature({ body: bytes, signature, key })).toEqual({ ok: true })
      }),
      { numRuns: 30 },
    )
  })

  const signed = (bytes: string | Uint8Array, algorithm = 'sha256', by = privateKey): string =>
    sign(algorithm, Buffer.from(bytes), by).toString('base64')
  const pss = sign('sha256', body, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 222 })

  it.each([
    ['bunq-16', 'signature_missing', undefined],
    ['bunq-16', 'signature_missing', ''],
    ['bunq-17', 'not_base64', 'no base64!'],
    ['bunq-17', 'not_base64', `${good.toString('base64')}\n`],
    ['bunq-17', 'not_base64', good.toString('base64url')],
    ['bunq-17', 'length', good.subarray(1).toString('base64')],
    ['bunq-17', 'other_key', signed(body, 'sha256', other)],
    ['bunq-17', 'pss_padding', pss.toString('base64')],
    ['bunq-17', 'digest_algorithm', signed(body, 'sha1')],
    ['bunq-17', 'digest_algorithm', signed(body, 'sha512')],
    ['bunq-17', 'empty_body', signed('')],
    ['bunq-17', 'reserialised', signed(pretty)],
    ['bunq-17', 'newline', signed(`${body}\n`)],
    ['bunq-17', 'other_bytes', signed('{"amount":1}')],
  ])('refuses by %s: %s', (check, fault, signature) => {
    expect(verifyBunqSignature({ body, signature, key })).toMatchObject({ ok: false, check, fault })
  })

  it('shows the digest that was signed beside that of the body', () => {
    const result = verifyBunqSignature({ body, signature: signed(pretty), key })
    expect(result).toMatchObject({
      expected: expect.stringMatching(/^SHA-256 [0-9a-f]{64}$/),
      received: expect.stringMatching(/^SHA-256 [0-9a-f]{64}$/),
    })
    expect(result.ok || result.expected === result.received).toBe(false)
  })
})

import { constants, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { toRequest } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { createResponseVerifier } from './response-verifier.ts'

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const others = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const request = toRequest({ method: 'GET', origin: 'https://api.bunq.com', target: '/v1/user' })
const body = Buffer.from('{"Response":[{"UserPerson":{"display_name":"\\/ Zoë"}}]}')
const genuine = sign('sha256', body, keys.privateKey).toString('base64')

const verify = (status: number, signature: string | undefined, bytes: Uint8Array = body) =>
  createResponseVerifier(pem).verify(
    { status, body: bytes, headers: signature === undefined ? {} : { 'x-bunq-server-signature': signature } },
    request,
  )

describe('createResponseVerifier', () => {
  it.each([
    ['a success', 200, genuine],
    ['a refusal with its signature', 400, genuine],
    ['a refusal without one', 403, undefined],
    ['a rate limit', 429, undefined],
    ['maintenance', 491, undefined],
    ['a fault', 500, undefined],
    ['a gateway’s page', 502, undefined],
  ] as const)('takes %s', async (_name, status, signature) => {
    await expect(verify(status, signature)).resolves.toBeUndefined()
  })

  const pss = { key: keys.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }
  const flipped = Buffer.from(genuine, 'base64')
  flipped[7] = (flipped[7] ?? 0) ^ 1
  const wrong: readonly (readonly [string, number, string | undefined])[] = [
    ['a success without signature', 200, undefined],
    ['an empty signature', 200, ''],
    ['text that is no base64', 200, `${genuine.slice(0, -4)}!!==`],
    ['a shortened signature', 200, genuine.slice(0, 340)],
    ['one flipped bit', 200, flipped.toString('base64')],
    ['another key', 200, sign('sha256', body, others.privateKey).toString('base64')],
    ['PSS padding', 200, sign('sha256', body, pss).toString('base64')],
    ['SHA-1', 200, sign('sha1', body, keys.privateKey).toString('base64')],
    ['SHA-512', 200, sign('sha512', body, keys.privateKey).toString('base64')],
    ['an HMAC', 200, createHmac('sha256', 'key').update(body).digest('base64')],
    ['the signature of other bytes', 200, sign('sha256', Buffer.from('{}'), keys.privateKey).toString('base64')],
    [
      'the retired scheme',
      200,
      sign('sha256', Buffer.concat([Buffer.from('200\n\n'), body]), keys.privateKey).toString('base64'),
    ],
    ['two signatures in one header', 200, `${genuine}, ${genuine}`],
    ['a refusal with a wrong one', 400, sign('sha256', body, others.privateKey).toString('base64')],
  ]
  it.each(wrong)('refuses %s', async (_name, status, signature) => {
    await expect(verify(status, signature)).rejects.toMatchObject({ code: 'verification_failed', provider: 'bunq' })
  })

  it('looks at the raw bytes: the same JSON written otherwise is another message', async () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
    await expect(verify(200, genuine, rewritten)).rejects.toMatchObject({ code: 'verification_failed' })
  })

  it.each([
    ['nothing', ''],
    ['text', 'key'],
    [
      'an EC key',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    ],
  ])('takes no server key that is %s', (_name, text) => {
    expect(() => createResponseVerifier(text)).toThrow(expect.objectContaining({ code: 'protocol_violation' }))
  })
})

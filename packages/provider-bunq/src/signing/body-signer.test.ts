import { createPublicKey, verify } from 'node:crypto'
import { toJsonRequest, toRequest, toRequestWithBody } from '@nostro/core'
import { createSigningKey, generateRsaKeyPair } from '@nostro/core/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { createBodySigner } from './body-signer.ts'

const parts = {
  method: 'POST',
  origin: 'https://api.bunq.com',
  target: '/v1/user/1/monetary-account/2/payment',
} as const
const payment = {
  amount: { value: '12.50', currency: 'EUR' },
  counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
  description: 'Payment for drinks.',
}
const context = { now: 0 }

let pem: string
beforeAll(async () => {
  pem = (await generateRsaKeyPair()).privateKey
})

const bodies = [
  ['compact JSON', toJsonRequest(parts, payment)],
  ['pretty-printed JSON', toRequestWithBody(parts, JSON.stringify(payment, null, 4))],
  ['text beyond ASCII', toJsonRequest(parts, { ...payment, description: 'Zwei Kölsch 🍺' })],
  ['an image', toRequestWithBody(parts, new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255]))],
  ['no body', toRequest({ ...parts, method: 'GET' })],
] as const

describe('createBodySigner', () => {
  it.each(bodies)('signs %s over the very bytes that are sent', async (_name, request) => {
    const key = createSigningKey(pem)
    const headers = await createBodySigner(key).sign(request, context)
    expect(Object.keys(headers)).toEqual(['X-Bunq-Client-Signature'])
    const value = headers['X-Bunq-Client-Signature'] ?? ''
    expect(value).toMatch(/^[A-Za-z0-9+/]{342}==$/)
    const bytes = request.body ?? new Uint8Array()
    const signature = Buffer.from(value, 'base64')
    expect(verify('RSA-SHA256', bytes, createPublicKey(key.publicKey), signature)).toBe(true)
  })

  it('signs nothing but the body: method, address and headers make no difference', async () => {
    const signer = createBodySigner(createSigningKey(pem))
    const first = await signer.sign(toJsonRequest(parts, payment), context)
    const second = await signer.sign(
      toJsonRequest({ method: 'PUT', origin: 'https://other.example', target: '/', headers: { A: 'b' } }, payment),
      { now: 1 },
    )
    expect(second).toEqual(first)
  })

  it('tells compact from pretty-printed JSON', async () => {
    const signer = createBodySigner(createSigningKey(pem))
    const values = await Promise.all(bodies.slice(0, 2).map(([, request]) => signer.sign(request, context)))
    expect(values[0]).not.toEqual(values[1])
  })

  it('explains what it signs, without key or token', async () => {
    const key = createSigningKey(pem)
    const request = toJsonRequest(parts, payment)
    const explanation = await createBodySigner(key).explain(request, context)
    expect(explanation).toMatchObject({ scheme: 'body-signature', algorithm: 'rsa-sha256', signingInput: request.body })
    expect(explanation.headers).toEqual(await createBodySigner(key).sign(request, context))
  })
})

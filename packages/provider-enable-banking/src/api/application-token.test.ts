import { generateKeyPairSync } from 'node:crypto'
import { createSigningKey } from '@nostro/core/node'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { createApplicationToken } from './application-token.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = createSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
const applicationId = 'cf589be3-3755-465b-a8df-a90a16a31403'
const start = Date.parse('2026-03-05T09:08:07Z')

const tokens = (now: () => number) => {
  const authorizer = createApplicationToken({ applicationId, key, now })('customer-1')
  return {
    authorizer,
    get: async () => ((await authorizer.headers({}))['Authorization'] ?? '').replace('Bearer ', ''),
  }
}

describe('the application token', () => {
  it('is a JWT that jose takes, ten seconds back and an hour long', async () => {
    const { get } = tokens(() => start)
    const options = {
      issuer: 'enablebanking.com',
      audience: 'api.enablebanking.com',
      algorithms: ['RS256'],
      currentDate: new Date(start),
    }
    const { payload, protectedHeader } = await jwtVerify(await get(), publicKey, options)
    expect(protectedHeader).toEqual({ typ: 'JWT', alg: 'RS256', kid: applicationId })
    expect([payload.iat, (payload.exp ?? 0) - (payload.iat ?? 0)]).toEqual([start / 1000 - 10, 3600])
  })

  it('is kept for nearly an hour, made anew after a refusal, and never kept from the future', async () => {
    let now = start
    const { authorizer, get } = tokens(() => now)
    const first = await get()
    now += 3_400_000
    expect(await get()).toBe(first)
    now += 100_000
    const second = await get()
    expect(second).not.toBe(first)
    now = start - 3_600_000
    expect(await get()).not.toBe(second)
    const third = await get()
    now += 1000
    await authorizer.renew({})
    expect(await get()).not.toBe(third)
  })

  it('knows a refusal of the token from other refusals', () => {
    const { authorizer } = tokens(() => start)
    const answer = (status: number, error: string) => ({
      status,
      headers: {},
      body: Buffer.from(JSON.stringify({ error })),
    })
    expect(authorizer.isRejected(answer(401, 'UNAUTHORIZED_ACCESS'))).toBe(true)
    expect(authorizer.isRejected(answer(401, 'EXPIRED_SESSION'))).toBe(false)
    expect(authorizer.isRejected({ status: 401, headers: {}, body: Buffer.from('<html>') })).toBe(false)
  })
})

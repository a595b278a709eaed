import { randomBytes, randomUUID } from 'node:crypto'
import type { Random } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { createState, toAuthorizationUrl } from './authorization-url.ts'

const random: Random = {
  bytes: (size) => new Uint8Array(randomBytes(size)),
  uuid: () => randomUUID(),
  fraction: () => 0.5,
}

describe('createState', () => {
  it('14.13: uses letters and digits alone, which production and sandbox both accept', () => {
    const states = Array.from({ length: 500 }, () => createState(random))
    for (const state of states) expect(state).toMatch(/^[A-Za-z0-9]{32}$/)
    expect(new Set(states).size).toBe(500)
  })

  it('skips the bytes that would make some letters come more often', () => {
    const batches = [Uint8Array.from({ length: 32 }, (_, index) => 224 + index), new Uint8Array(32).fill(61)]
    const scripted: Random = { ...random, bytes: () => batches.shift() ?? new Uint8Array() }
    // 224 to 247 are 38 to 61 of the alphabet; 248 to 255 are left out, and the second batch fills up.
    expect(createState(scripted)).toBe('mnopqrstuvwxyz012345678999999999')
  })
})

describe('toAuthorizationUrl', () => {
  const parts = {
    authorizeUrl: 'https://myaccount.ing.com/authorize/v2',
    clientId: '6414808c-d8da-450e-b10d-8a1c1dd37561',
    scopes: ['payment-accounts:balances:view', 'payment-accounts:transactions:view'],
    state: 'a1b2c3',
    redirectUri: 'https://tpp.example/cb',
  }

  it('5.4: is ING’s own example, letter for letter', () => {
    expect(toAuthorizationUrl({ ...parts, country: 'NL' })).toBe(
      'https://myaccount.ing.com/authorize/v2/NL?client_id=6414808c-d8da-450e-b10d-8a1c1dd37561&scope=payment-accounts%3Abalances%3Aview+payment-accounts%3Atransactions%3Aview&state=a1b2c3&redirect_uri=https%3A%2F%2Ftpp.example%2Fcb&response_type=code',
    )
  })

  it('leaves the country to ING’s own page', () => {
    expect(toAuthorizationUrl(parts)).toContain('/authorize/v2?client_id=')
  })
})

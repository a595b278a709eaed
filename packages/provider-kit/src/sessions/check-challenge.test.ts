import type { Challenge } from '@nostro/core'
import { expect, it } from 'vitest'
import { checkChallenge } from './check-challenge.ts'

const rules = { bank: { provider: 'test', name: 'Test Bank' }, kinds: ['redirect'], now: 1000 } as const
const challenge: Challenge = {
  kind: 'redirect',
  id: 'c',
  provider: 'test',
  purpose: 'accounts',
  expiresAt: 1001,
  url: 'https://bank.example/consent',
  serverState: null,
}

it('takes a living challenge of its own', () => {
  expect(() => checkChallenge(challenge, rules)).not.toThrow()
})

it.each([
  ['of another provider', { ...challenge, provider: 'other' }, /“other”/],
  ['of another kind', { ...challenge, kind: 'input' }, /“input”/],
  ['that ends now', { ...challenge, expiresAt: 1000 }, /expired/],
  ['without an end', { ...challenge, expiresAt: undefined }, /expired/],
  ['whose end is no time', { ...challenge, expiresAt: Number.NaN }, /expired/],
  ['that is none', undefined, /not one of Nostro/],
  ['that is a text', 'challenge', /not one of Nostro/],
])('A16: refuses a challenge %s by name', (_what, given, message) => {
  const refused = expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(message) })
  expect(() => checkChallenge(given as Challenge, rules)).toThrow(refused)
})

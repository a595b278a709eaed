import type { Challenge } from '@nostro/core'
import { createFakeClock, createSeededRandom } from '@nostro/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { chooseRedirectUri } from './choose-redirect-uri.ts'
import { createRedirectFlow, type RedirectFlow } from './redirect-flow.ts'
import { createState } from './redirect-state.ts'

const bank = { provider: 'test', name: 'Test Bank' }
const redirectUri = 'https://tpp.example/cb'
const clock = createFakeClock()
let flow: RedirectFlow
let challenge: Challenge
let state: string

beforeEach(() => {
  flow = createRedirectFlow({ bank, clock, random: createSeededRandom('flow'), lifetimeMs: 60_000 })
  challenge = flow.start({
    purpose: 'accounts',
    redirectUri,
    notes: { consentId: 'c-1' },
    previous: {
      specVersion: 1,
      id: 's-1',
      provider: 'test',
      purpose: 'accounts',
      revision: 3,
      createdAt: 5,
      secrets: { token: 'secret-token' },
    },
    toUrl: (made) => {
      state = made
      return `https://bank.example/auth?state=${made}`
    },
  })
})

describe('a redirect', () => {
  it.each(['-0.0', '', '/auth', 'javascript:alert(1)', 'data:text/html,x'])('never leads to “%s”', (url) => {
    const kept = { state: 's'.repeat(16), redirectUri }
    expect(() => flow.toChallenge('accounts', url, kept)).toThrow(
      expect.objectContaining({ code: 'protocol_violation' }),
    )
  })

  it('comes back with its code, its notes and the session that is renewed, also in another process', () => {
    const carried = JSON.parse(JSON.stringify(challenge)) as Challenge
    const other = createRedirectFlow({ bank, clock, random: createSeededRandom('other') })
    const outcome = other.read(carried, `${redirectUri}?state=${state}&code=c-1`)
    if (outcome.status !== 'returned') throw new Error(outcome.status)
    expect(other.readCode(outcome.query)).toBe('c-1')
    expect(outcome.kept).toEqual({
      state,
      redirectUri,
      notes: { consentId: 'c-1' },
      previous: { id: 's-1', revision: 3, createdAt: 5 },
    })
    expect(JSON.stringify(challenge)).not.toContain('secret-token')
  })

  it('waits for the browser', () => {
    expect(flow.read(challenge, undefined)).toEqual({ status: 'pending', challenge })
  })

  it.each([
    ['access_denied', 'user_cancelled'],
    ['temporarily_unavailable', 'unavailable'],
    ['invalid_scope', 'rejected'],
    ['constructor', 'rejected'],
  ])('with the error %s has failed as %s', (error, code) => {
    const outcome = flow.read(challenge, `${redirectUri}?state=${state}&error=${error}&error_description=a%00b`)
    expect(outcome).toMatchObject({ status: 'failed', code, reason: `${error}: a b` })
  })

  it.each([
    ['another state', '?state=x&code=c'],
    ['no state', '?code=c'],
    ['two states', '?state=STATE&state=STATE&code=c'],
    ['an error without the state', '?error=access_denied'],
  ])('with %s is refused as forged', (_, query) => {
    expect(() => flow.read(challenge, `${redirectUri}${query.replaceAll('STATE', state)}`)).toThrow(
      expect.objectContaining({ code: 'verification_failed' }),
    )
  })

  it.each(['', '&code=', '&code=a&code=b'])('without one code (%j) breaks the protocol', (rest) => {
    const outcome = flow.read(challenge, `${redirectUri}?state=${state}${rest}`)
    if (outcome.status !== 'returned') throw new Error(outcome.status)
    expect(() => flow.readCode(outcome.query)).toThrow(expect.objectContaining({ code: 'protocol_violation' }))
  })

  it('A16: an expired challenge is refused by name', async () => {
    await clock.advance(60_000)
    expect(() => flow.read(challenge, `${redirectUri}?state=${state}&code=c`)).toThrow(/has expired/)
  })

  it.each([
    ['of another provider', { provider: 'other' }],
    ['of another kind', { kind: 'input' as never }],
    ['that lost its notes', { serverState: {} }],
  ])('A16: a challenge %s is refused by name', (_, change) => {
    expect(() => flow.read({ ...challenge, ...change } as Challenge, `${redirectUri}?state=${state}&code=c`)).toThrow(
      expect.objectContaining({ code: 'invalid_request', provider: 'test' }),
    )
  })

  it.each([[undefined], [null], ['x'], [{}]])('A16: %j is no challenge', (value) => {
    expect(() => flow.read(value as never, redirectUri)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })

  it.each([[5], ['http://['], [null]])('%j is no redirect URL', (url) => {
    expect(() => flow.read(challenge, url as never)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })
})

it('createState uses letters and digits alone, each about as often', () => {
  const random = createSeededRandom('states')
  const text = Array.from({ length: 300 }, () => createState(random)).join('')
  expect(text).toMatch(/^[A-Za-z0-9]+$/)
  expect(new Set(text).size).toBe(62)
})

describe('chooseRedirectUri', () => {
  it.each([
    [redirectUri, [redirectUri, 'https://x.example/'], redirectUri],
    [undefined, [redirectUri], redirectUri],
    [redirectUri, [], redirectUri],
  ])('of %s among %j is %s', (wanted, registered, expected) => {
    expect(chooseRedirectUri(wanted, registered, bank)).toBe(expected)
  })

  it.each([
    [undefined, []],
    [undefined, [redirectUri, 'https://x.example/']],
    ['https://tpp.example/cb/', [redirectUri]],
    ['nothing', []],
  ])('refuses %s among %j', (wanted, registered) => {
    expect(() => chooseRedirectUri(wanted, registered, bank)).toThrow(/`redirectUri` is/)
  })
})

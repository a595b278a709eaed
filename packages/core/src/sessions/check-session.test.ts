import { describe, expect, it } from 'vitest'
import type { Challenge } from '../contracts/auth.ts'
import type { Session } from '../domain/session.ts'
import { checkChallenge, checkPurpose, checkSession } from './check-session.ts'

const manifest = { id: 'bunq', name: 'bunq', capabilities: ['accounts', 'payments'] } as const
const session: Session = {
  specVersion: 1,
  id: 'a',
  provider: 'bunq',
  purpose: 'accounts',
  revision: 1,
  createdAt: 0,
  secrets: null,
}
const challenge = { provider: 'bunq', purpose: 'accounts', expiresAt: 1000 } as const

describe('A16: what a provider did not make', () => {
  it.each([
    ['another provider', { ...session, provider: 'ing' }, /belongs to provider “ing”/],
    ['another version', { ...session, specVersion: 2 }, /specVersion 2/],
    ['no version', { ...session, specVersion: undefined }, /specVersion undefined/],
    ['another purpose', { ...session, purpose: 'funds' }, /“funds”/],
    ['a purpose that is no word of ours', { ...session, purpose: 'toString' }, /“toString”/],
    ['nothing', undefined, /none/],
    ['null', null, /none/],
    ['a text', 'session', /none/],
  ])('a session of %s is refused by name', (_what, given, message) => {
    const refused = expect.objectContaining({
      code: 'invalid_request',
      provider: 'bunq',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
    expect(() => checkSession(given as Session, manifest)).toThrow(refused)
  })

  it.each([
    ['another provider', { ...challenge, provider: 'ing' }, /“ing”/],
    ['another purpose', { ...challenge, purpose: 'identify' }, /“identify”/],
    ['the past', { ...challenge, expiresAt: 999 }, /ended at 1970-01-01T00:00:00\.999Z/],
    ['this very moment', { ...challenge, expiresAt: 1000 - 1 }, /ended/],
    ['no end', { ...challenge, expiresAt: undefined }, /expiresAt/],
    ['an end that is no time', { ...challenge, expiresAt: Number.NaN }, /expiresAt/],
    ['nothing', undefined, /none/],
  ])('a challenge of %s is refused by name', (_what, given, message) => {
    const refused = expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(message) })
    expect(() => checkChallenge(given as Challenge, manifest, 999)).toThrow(refused)
  })

  it('what a provider made passes', () => {
    expect(() => checkSession(session, manifest)).not.toThrow()
    expect(() => checkSession({ ...session, purpose: 'payments' }, manifest)).not.toThrow()
    expect(() => checkChallenge(challenge, manifest, 999)).not.toThrow()
  })

  it('a word from outside is harmless in the message', () => {
    expect(() => checkSession({ ...session, provider: '\u001b[31m\n<b>' }, manifest)).toThrow('“??31m??b?”')
  })

  it('a purpose that is not served is refused with those that are', () => {
    const refused = expect.objectContaining({ hint: 'Use one of: accounts, payments.' })
    expect(() => checkPurpose('nonsense' as never, manifest)).toThrow(refused)
  })
})

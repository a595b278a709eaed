import type { Session } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { checkPurpose, checkSession, sessionOf, toSession } from './check-session.ts'

const bank = { provider: 'test', name: 'Test Bank' }
const session: Session = {
  specVersion: 1,
  id: 's',
  provider: 'test',
  purpose: 'accounts',
  revision: 4,
  createdAt: 7,
  secrets: {},
}
const access = { get: async () => session, renew: async () => session }

describe('checkSession', () => {
  it('gives the session that serves', async () => {
    await expect(sessionOf(access, { bank, purposes: ['accounts'] })).resolves.toBe(session)
    expect(checkSession(session, { bank })).toBe(session)
  })

  it.each([
    ['another provider', { ...session, provider: 'other' }, /“other”/],
    ['a later version', { ...session, specVersion: 2 }, /version 2/],
    ['another purpose', { ...session, purpose: 'payments' }, /“payments”/],
    ['nothing', undefined, /not a session/],
    ['a text', 'x', /not a session/],
  ])('A16: refuses %s by name', (_, given, message) => {
    expect(() => checkSession(given as Session, { bank, purposes: ['accounts'] })).toThrow(message)
    expect(() => checkSession(given as Session, { bank, purposes: ['accounts'] })).toThrow(
      expect.objectContaining({ code: 'invalid_request', provider: 'test' }),
    )
  })

  it.each([[undefined], [null], [{}], [session]])('A8: %j is no access, and no TypeError', async (given) => {
    await expect(sessionOf(given as never, { bank })).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

it('A16: checkPurpose refuses a purpose that nobody serves', () => {
  expect(checkPurpose('funds', ['accounts', 'funds'], bank)).toBe('funds')
  expect(() => checkPurpose('nonsense' as never, ['accounts', 'funds'], bank)).toThrow(/“nonsense”/)
})

describe('toSession', () => {
  it('makes a first session, and the next revision of one that is renewed', () => {
    const parts = { provider: 'test', purpose: 'accounts', id: 'new', now: 9, secrets: { a: 1 } } as const
    expect(toSession(parts)).toEqual({ ...session, id: 'new', revision: 1, createdAt: 9, secrets: { a: 1 } })
    expect(toSession({ ...parts, previous: session, expiresAt: 20 })).toEqual({
      ...session,
      revision: 5,
      expiresAt: 20,
      secrets: { a: 1 },
    })
  })
})

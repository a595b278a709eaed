import { describe, expect, it } from 'vitest'
import type { RedirectChallenge } from './auth.ts'
import { publicChallenge } from './public-challenge.ts'
import { redirectStateOf } from './redirect-state-of.ts'

const challenge = (url: string, redirectState?: string): RedirectChallenge => ({
  ...{ kind: 'redirect', id: 'c', provider: 'x', purpose: 'payments', expiresAt: 1, serverState: { state: 'notes' } },
  ...{ url, redirectState },
})

describe('the state with which a browser comes back', () => {
  it.each([
    ['is what the challenge says', challenge('https://bank.example/pay?id=1', 's-1'), 's-1'],
    ['is what the challenge says, whatever the page has', challenge('https://bank.example/?state=page', 's-1'), 's-1'],
    ['else stands in the address of the page', challenge('https://bank.example/?state=page'), 'page'],
    ['is never looked for in the provider’s own notes', challenge('https://bank.example/pay'), undefined],
    ['is none for a page that is no address', challenge('nowhere'), undefined],
  ])('%s', (_, given, expected) => {
    expect(redirectStateOf(given)).toBe(expected)
  })

  it('is none for a challenge without a page', () => {
    const base = { id: 'c', provider: 'x', purpose: 'accounts', expiresAt: 1, serverState: null } as const
    expect(redirectStateOf({ ...base, kind: 'none' })).toBeUndefined()
    expect(redirectStateOf({ ...base, kind: 'decoupled', message: { en: 'x' }, state: 'started' })).toBeUndefined()
  })

  it('stays on the server', () => {
    const shown = publicChallenge(challenge('https://bank.example/pay', 's-1'))
    expect(shown).toEqual({
      ...{ kind: 'redirect', provider: 'x', purpose: 'payments', expiresAt: 1 },
      url: 'https://bank.example/pay',
    })
    const base = { id: 'c', provider: 'x', purpose: 'accounts', expiresAt: 1, serverState: null } as const
    expect(publicChallenge({ ...base, kind: 'decoupled', message: { en: 'x' }, state: 'started' })).toHaveProperty(
      'state',
    )
  })
})

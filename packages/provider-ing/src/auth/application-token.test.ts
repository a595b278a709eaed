import type { Clock } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import type { OauthClient } from '../api/oauth-client.ts'
import { createApplicationTokens } from './application-token.ts'

const mine = 'e77d776b-90af-4684-bebc-521e5b2614dd'
const theirs = '6414808c-d8da-450e-b10d-8a1c1dd37561'

const setUp = (expiresIn: number, answered: string | undefined, configured?: string) => {
  let now = 1_000_000
  let fetched = 0
  const clock: Clock = { now: () => now, sleep: async () => undefined }
  const answer = async () => {
    fetched += 1
    return { access_token: `token-${fetched}`, expires_in: expiresIn, scope: '', client_id: answered }
  }
  const oauth: Partial<OauthClient> = { signedToken: answer, premiumToken: answer, mtlsToken: answer }
  return {
    tokens: createApplicationTokens({
      oauth: oauth as OauthClient,
      clock,
      marginMs: 60_000,
      application: 'psd2',
      clientId: configured,
    }),
    fetched: () => fetched,
    advance: (seconds: number) => {
      now += seconds * 1000
    },
  }
}

describe('an application token', () => {
  it.each([
    ['16.5: 905 counts as 900', 905, 839, 840],
    ['900', 900, 839, 840],
    ['a shorter life', 300, 239, 240],
  ])('%s: is used until the margin before its end', async (_, expiresIn, good, over) => {
    const { tokens, advance, fetched } = setUp(expiresIn, undefined)
    await tokens.httpSignature.get()
    advance(good)
    await tokens.httpSignature.get()
    expect(fetched()).toBe(1)
    advance(over - good)
    expect((await tokens.httpSignature.get()).value).toBe('token-2')
  })
})

describe('the client id', () => {
  it('is learnt from the first answer', async () => {
    const { tokens } = setUp(900, mine)
    expect(() => tokens.knownClientId()).toThrow('not known')
    await expect(tokens.clientId()).resolves.toBe(mine)
    expect(tokens.knownClientId()).toBe(mine)
  })

  it('A14: that the answer names must be the configured one, for both kinds of token', async () => {
    const { tokens } = setUp(900, theirs, mine)
    for (const source of [tokens.httpSignature, tokens.mtls]) {
      await expect(source.get()).rejects.toMatchObject({
        code: 'invalid_config',
        message: expect.stringMatching(`${theirs}.*${mine}`) as unknown,
      })
    }
  })
})

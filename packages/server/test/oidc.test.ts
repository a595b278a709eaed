import type { createApi } from '@nostro/server'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type IdentityProvider, type Spoiling, startIdentityProvider } from './support/identity-provider.ts'
import { openOidcBrowser } from './support/oidc-visit.ts'
import { openPlainApi, type PlainApi, plainUrl } from './support/open-plain-api.ts'

const client = {
  clientId: 'nostro',
  clientSecret: 'a secret: with/signs',
  redirectUri: `${plainUrl}/auth/oidc/callback`,
}

let provider: IdentityProvider
let server: PlainApi
const open = (own?: typeof createApi) =>
  openPlainApi({
    settings: {
      requestsPerMinute: 10_000,
      oidc: { issuer: provider.issuer, ...client, name: 'House', subjects: ['sub-owner'] },
    },
    ...(own === undefined ? {} : { createApi: own }),
  })
beforeAll(async () => {
  provider = await startIdentityProvider(client)
  server = await open()
})
afterEach(async () => {
  provider.spoil({})
  provider.actAs('sub-owner')
  // Sign-ins are limited to twenty a minute.
  await server.clock.advance(60_000)
})
afterAll(async () => {
  await server.close()
  await provider.close()
})

describe('signing in by an OpenID provider', () => {
  it('the owner: to the provider and back, with PKCE, state and nonce as a strict provider wants them', async () => {
    const browser = openOidcBrowser(server)
    expect(await browser.signIn()).toMatchObject({ status: 303, location: '/' })
    expect(await browser.whoAmI()).toMatchObject({ signedIn: true, name: 'owner', methods: { oidc: 'House' } })
    expect(provider.refusals).toEqual([])
    expect([...browser.jar.keys()]).toEqual(['__Host-nostro'])
    const sessions = (await server.call('GET', '/v1/sessions')).body.data
    expect(sessions).toEqual([expect.objectContaining({ method: 'oidc' })])
  })

  it('a person of the team is who their subject is; others, and those who are disabled, stay out', async () => {
    const { body } = await server.call('POST', '/v1/users', { name: 'Ann', role: 'viewer', oidcSubject: 'sub-ann' })
    provider.actAs('sub-ann')
    const ann = openOidcBrowser(server)
    await ann.signIn()
    expect(await ann.whoAmI()).toMatchObject({ signedIn: true, name: 'Ann', role: 'viewer' })
    await server.call('PATCH', `/v1/users/${body.id}`, { disabled: true })
    const again = openOidcBrowser(server)
    expect(await again.signIn()).toMatchObject({ status: 403, text: expect.stringContaining('nostro user enable') })
    expect(await again.whoAmI()).toMatchObject({ signedIn: false })
    provider.actAs('sub-stranger')
    expect(await again.signIn()).toMatchObject({ status: 403, text: expect.stringContaining('--subject') })
    expect(await again.whoAmI()).toMatchObject({ signedIn: false })
  })

  it('a person who refuses at the provider reads so', async () => {
    provider.spoil({ redirect: { code: undefined, error: 'access_denied' } })
    const answer = await openOidcBrowser(server).signIn()
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('access_denied') })
  })

  it('an answer is taken once, of the browser that asked, within ten minutes', async () => {
    const browser = openOidcBrowser(server)
    const path = await browser.consent()
    expect(await openOidcBrowser(server).visit(path)).toMatchObject({ status: 403 })
    const first = await browser.visit(path)
    expect(first.status).toBe(303)
    const before = provider.refusals.length
    expect(await openOidcBrowser(server).visit(path, first.cookie)).toMatchObject({
      status: 403,
      text: expect.stringContaining('given before'),
    })
    // Refused here: the used code does not even reach the provider.
    expect(provider.refusals.length).toBe(before)
    const late = await browser.consent()
    await server.clock.advance(10 * 60_000)
    expect(await browser.visit(late)).toMatchObject({ status: 403, text: expect.stringContaining('too late') })
  })

  it('a provider that is away, or is another one than it says, is 502 with what to do; the next try asks again', async () => {
    const fresh = await open()
    try {
      provider.spoil({ discovery: { issuer: 'https://evil.example' } })
      const mixedUp = await openOidcBrowser(fresh).visit('/auth/oidc/start')
      expect(mixedUp).toMatchObject({ status: 502, text: expect.stringContaining('server.oidc.issuer') })
      provider.spoil({})
      expect(await openOidcBrowser(fresh).signIn()).toMatchObject({ status: 303 })
    } finally {
      await fresh.close()
    }
  })

  it('a provider that takes secrets in the body alone is given it there', async () => {
    provider.spoil({ discovery: { token_endpoint_auth_methods_supported: ['client_secret_post'] } })
    const fresh = await open()
    try {
      expect((await openOidcBrowser(fresh).signIn()).status).toBe(403)
      // Ours wants HTTP Basic: it says what it missed.
      expect(provider.refusals.at(-1)).toBe('no client secret by HTTP Basic')
    } finally {
      await fresh.close()
    }
  })

  const hour = 3600
  it.each<[string, (now: number) => Spoiling]>([
    ['another nonce', () => ({ claims: { nonce: 'another-nonce-of-another-visit' } })],
    ['no nonce', () => ({ claims: { nonce: undefined } })],
    ['another audience', () => ({ claims: { aud: 'another-client' } })],
    ['several audiences without an authorized party', () => ({ claims: { aud: ['nostro', 'another-client'] } })],
    ['another authorized party', () => ({ claims: { aud: ['nostro', 'x'], azp: 'another-client' } })],
    ['another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
    ['an expiry that is over', (now) => ({ claims: { iat: now - 2 * hour, exp: now - hour } })],
    ['no expiry', () => ({ claims: { exp: undefined } })],
    ['no subject', () => ({ claims: { sub: undefined } })],
    ['an empty subject', () => ({ claims: { sub: '' } })],
    ['the signature of another key', () => ({ forged: true })],
    ['no signature', () => ({ header: { alg: 'none' } })],
    ['an algorithm that the provider does not use', () => ({ header: { alg: 'HS256' } })],
    ['an unknown key', () => ({ header: { kid: 'k2' } })],
    ['another state', () => ({ redirect: { state: 'another-state-of-another-visit' } })],
    ['no state', () => ({ redirect: { state: undefined } })],
    ['the name of another provider beside the code', () => ({ redirect: { iss: 'https://evil.example' } })],
    ['another code', () => ({ redirect: { code: 'made-up' } })],
  ])('9.2, 10.5: %s signs nobody in', async (_, spoiling) => {
    const { systemClock } = await import('@nostro/core/node')
    provider.spoil(spoiling(Math.floor(systemClock.now() / 1000)))
    const browser = openOidcBrowser(server)
    expect(await browser.signIn()).toMatchObject({ status: 403, text: expect.stringContaining('Not signed in') })
    expect(await browser.whoAmI()).toMatchObject({ signedIn: false })
  })
})

type Library = typeof import('openid-client')

describe('9.x, 10.x: each check of an OpenID answer, taken out', () => {
  afterEach(() => {
    vi.doUnmock('openid-client')
    vi.resetModules()
  })
  const grantWith = (change: (checks: object) => object) => (library: Library) => ({
    ...library,
    authorizationCodeGrant: (...[config, url, checks]: Parameters<Library['authorizationCodeGrant']>) =>
      library.authorizationCodeGrant(config, url, change(checks ?? {})),
  })

  it.each<[string, string, (library: Library) => object, Spoiling]>([
    [
      'the signature',
      'openid-client',
      (library) => ({ ...library, enableNonRepudiationChecks: () => undefined }),
      { forged: true },
    ],
    [
      'the nonce',
      'openid-client',
      grantWith((checks) => ({ ...checks, expectedNonce: undefined })),
      { claims: { nonce: undefined } },
    ],
    [
      'the state',
      'openid-client',
      (library) => grantWith((checks) => ({ ...checks, expectedState: library.skipStateCheck }))(library),
      { redirect: { state: 'another-state-of-another-visit' } },
    ],
  ])('%s: the attack comes through', async (_, file, without, spoiling) => {
    vi.resetModules()
    vi.doMock(file, async (original) => without(await original<Library>()))
    const weak = await open((await import('../src/api/create-api.ts')).createApi)
    try {
      provider.spoil(spoiling)
      expect(await openOidcBrowser(weak).signIn()).toMatchObject({ status: 303 })
    } finally {
      await weak.close()
    }
  })
})

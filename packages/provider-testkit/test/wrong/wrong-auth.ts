import { NostroError, type Session } from '@nostro/core'
import { paperManifest } from '../paper/paper-parts.ts'
import { row, sessions, type Wrong, withPart, withProvider } from './wrong.ts'

const manifest = (change: object) => withPart('manifest', () => change)
const challenge = (change: object) =>
  withPart('auth', (auth) => ({ start: async (...args) => ({ ...(await auth.start(...args)), ...change }) }))
const session = (change: (made: Session) => object) =>
  withPart('auth', (auth) => ({
    advance: async (...args) => {
      const result = await auth.advance(...args)
      return result.status === 'complete'
        ? { ...result, session: { ...result.session, ...change(result.session) } }
        : result
    },
  }))
let looks = 0

/** Wrong in manifest, challenges and sessions. */
export const wrongAuth: readonly Wrong[] = [
  row(
    'manifest.spec-version',
    'version 2',
    withProvider((provider) => ({ ...provider, specVersion: 2 as never })),
  ),
  row(
    'manifest.no-requests-at-creation',
    'asks at its creation',
    withProvider((provider, services) => {
      const transport = services.createTransport({ provider: 'paper', origins: ['https://127.0.0.1:9'] })
      transport
        .send(
          { method: 'GET', origin: 'https://127.0.0.1:9', target: '/', headers: {} },
          { ctx: {}, route: 'GET /', idempotent: false },
        )
        .catch(() => {})
      return provider
    }),
  ),
  row(
    'manifest.capabilities-have-members',
    'names funds',
    manifest({ capabilities: [...paperManifest.capabilities, 'funds'] }),
  ),
  row(
    'manifest.members-are-named',
    'names no payments',
    manifest({ capabilities: paperManifest.capabilities.filter((each) => each !== 'payments') }),
  ),
  row('manifest.payment-kinds', 'no kinds', manifest({ paymentKinds: [] })),
  row('manifest.environment', 'an environment of its own', manifest({ environment: 'moon' })),
  row('manifest.countries', 'a country of its own', manifest({ countries: ['XQ'] })),
  row('manifest.json', 'a function in it', manifest({ note: () => 'x' })),
  row(
    'manifest.constant',
    'another name at each look',
    withProvider((provider) => ({
      ...provider,
      get manifest() {
        looks += 1
        return { ...provider.manifest, name: `Paper ${looks}` }
      },
    })),
  ),
  row(
    'manifest.rate-limits',
    'one name for two',
    manifest({ rateLimits: [...paperManifest.rateLimits, { name: 'reads', limit: 1000, windowSeconds: 60 }] }),
  ),
  row('manifest.history-days', 'half a day', manifest({ historyDays: 0.5 })),
  // A secret in the manifest is one in the provider too.
  { ...row('manifest.no-secret', 'the secret in the name', manifest({ name: 'paper-client-secret-1' })), blunt: true },
  row(
    'challenges.shape',
    'a negative pause',
    withPart('auth', (auth) => ({
      start: async (...args) => {
        const made = await auth.start(...args)
        return made.kind === 'redirect' ? { ...made, pollAfterMs: -1 } : made
      },
    })),
  ),
  row('challenges.json', 'a member without a value', challenge({ note: undefined })),
  row('challenges.fresh', 'one id for all', challenge({ id: 'challenge-of-everybody-1' })),
  row(
    'challenges.unknown-purpose',
    'takes none for accounts',
    withPart('auth', (auth) => ({
      start: (request, ctx) => auth.start({ ...request, purpose: request.purpose ?? 'accounts' }, ctx),
    })),
  ),
  row(
    'challenges.purpose-not-served',
    'takes funds for accounts',
    withPart('auth', (auth) => ({
      start: (request, ctx) =>
        auth.start({ ...request, purpose: request.purpose === 'funds' ? 'accounts' : request.purpose }, ctx),
    })),
  ),
  row(
    'challenges.redirect-uri',
    'takes its own address',
    withPart('auth', (auth) => ({ start: ({ redirectUri: _given, ...request }, ctx) => auth.start(request, ctx) })),
  ),
  row(
    'challenges.expired',
    'ignores the end',
    withPart('auth', (auth) => ({
      advance: (given, ...rest) =>
        auth.advance(
          typeof given === 'object' && given !== null && 'expiresAt' in given ? { ...given, expiresAt: 9e15 } : given,
          ...rest,
        ),
    })),
  ),
  row(
    'challenges.foreign',
    'ignores the provider',
    withPart('auth', (auth) => ({
      advance: (given, ...rest) =>
        auth.advance(given?.provider === 'some-other' ? { ...given, provider: 'paper' } : given, ...rest),
    })),
  ),
  row(
    'challenges.cancel-twice',
    'cannot cancel twice',
    withPart('auth', (auth) => {
      const over = new Set<string>()
      return {
        cancel: async (challenge, ctx) => {
          const { id } = challenge
          await auth.cancel?.(challenge, ctx)
          if (over.has(id)) throw new NostroError({ code: 'not_found', message: 'It is over.' })
          over.add(id)
        },
      }
    }),
  ),
  row(
    'challenges.no-challenge',
    'crashes',
    withPart('auth', (auth) => ({
      advance: (given, ...rest) => auth.advance({ ...given, provider: given.provider }, ...rest),
    })),
  ),
  row(
    'advance.decline',
    'an error',
    withPart('auth', (auth) => ({
      advance: async (...args) => {
        const result = await auth.advance(...args)
        if (result.status === 'failed')
          throw new NostroError({ code: 'user_cancelled', provider: 'paper', message: 'The customer declined.' })
        return result
      },
    })),
  ),
  row(
    'advance.other-state',
    'ignores the state',
    withPart('auth', (auth) => ({
      advance: (given, answer, ctx) => {
        const state = given?.kind === 'redirect' ? (new URL(given.url).searchParams.get('state') ?? '') : ''
        const { redirectUrl } = answer
        return auth.advance(
          given,
          {
            redirectUrl:
              typeof redirectUrl === 'string' ? redirectUrl.replace(/state=x{32}$/, `state=${state}`) : redirectUrl,
          },
          ctx,
        )
      },
    })),
  ),
  row(
    'sessions.json',
    'a member without a value',
    session(() => ({ customer: undefined })),
  ),
  row(
    'sessions.fields',
    'half a revision',
    session(({ revision }) => (revision === 1 ? { revision: 1.5 } : {})),
  ),
  row(
    'sessions.created-at',
    'seconds',
    session(({ createdAt }) => ({ createdAt: Math.floor(createdAt / 1000) })),
  ),
  row(
    'sessions.expiry',
    'seconds',
    session(({ consentValidUntil = 0 }) => ({ consentValidUntil: Math.floor(consentValidUntil / 1000) })),
  ),
  row(
    'sessions.secrets',
    'the token as the customer',
    session(({ secrets }) => ({ customer: (secrets as { access: string }).access })),
  ),
  row(
    'sessions.foreign',
    'ignores the provider',
    sessions(() => ({ provider: 'paper' })),
  ),
  row(
    'sessions.later-version',
    'ignores the version',
    sessions(() => ({ specVersion: 1 })),
  ),
  row(
    'sessions.refresh',
    'another id',
    withPart('auth', (auth) => ({
      refresh: async (...args) => ({ ...((await auth.refresh?.(...args)) as Session), id: 'another' }),
    })),
  ),
  row('sessions.dead-consent', 'the bank’s fault', (bank) => {
    let hasRead = false
    const reads = withPart('accounts', (accounts) => ({
      async *accounts(...args) {
        hasRead = true
        yield* accounts.accounts(...args)
      },
    }))
    return withPart('auth', (auth) => ({
      refresh: async (...args) => {
        try {
          return (await auth.refresh?.(...args)) as Session
        } catch (error) {
          if (hasRead || args[0].provider !== 'paper') throw error
          throw new NostroError({ code: 'bank_unavailable', provider: 'paper', message: 'The bank does not answer.' })
        }
      },
    }))(reads(bank))
  }),
  row(
    'sessions.revoked',
    'does not revoke',
    withPart('auth', (auth) => ({
      revoke: async (session, ctx) => {
        if (session.provider !== 'paper') await auth.revoke?.(session, ctx)
      },
    })),
  ),
  row(
    'sessions.previous',
    'a new session',
    withPart('auth', (auth) => ({ start: ({ previous: _previous, ...request }, ctx) => auth.start(request, ctx) })),
  ),
]

import { NostroError, type Session, type SessionAccess } from '@nostro/core'
import type { PaperProvider } from '../paper/paper-provider.ts'
import { as, during, row, sessions, type Wrong, withPart } from './wrong.ts'

type Accounts = PaperProvider['accounts']

/** Accounts are listed with another access, or not. */
const listing = (
  change: (access: SessionAccess, given: { auth: PaperProvider['auth']; active: number }) => SessionAccess,
) =>
  (() => {
    return withPart('accounts', (accounts, services, bank) => {
      const { auth } = bank.create(services)
      let active = 0
      return {
        async *accounts(access, ctx) {
          active += 1
          try {
            const given = {
              auth,
              get active() {
                return active
              },
            }
            yield* accounts.accounts(change(access, given), ctx)
          } finally {
            active -= 1
          }
        },
      }
    })
  })()
const listingErrors =
  (change: (error: unknown) => unknown) =>
  (accounts: Accounts): Partial<Accounts> => ({
    async *accounts(access, ctx) {
      try {
        yield* accounts.accounts(access, ctx)
      } catch (error) {
        throw change(error)
      }
    },
  })
const dead = { access: 'dead', refresh: 'dead' }
const ended = new NostroError({
  code: 'consent_expired',
  provider: 'paper',
  message: 'The session cannot be renewed.',
  hint: 'Connect the bank again.',
})
const failRenew = (access: SessionAccess): SessionAccess => ({
  ...access,
  renew: async () => {
    throw ended
  },
})

/** Wrong in what sessions become. */
export const wrongSessions: readonly Wrong[] = [
  row(
    'sessions.broken-secrets',
    'crashes',
    sessions(({ secrets }) => {
      if (secrets === (7 as never)) throw new TypeError('secrets is not an object')
      return {}
    }),
  ),
  row('sessions.consent-ended', 'calls it the bank’s fault', (bank) => {
    let revoked = false
    return withPart('auth', (auth) => ({
      revoke: async (...args) => {
        revoked = true
        await auth.revoke?.(...args)
      },
    }))(
      withPart(
        'accounts',
        listingErrors(as(({ code }) => (code === 'consent_expired' && !revoked ? { code: 'bank_unavailable' } : {}))),
      )(bank),
    )
  }),
  row(
    'sessions.dead-token',
    'does not renew for one reader',
    listing((access, given) => ({
      ...access,
      renew: async (stale) => {
        if (given.active === 1) throw ended
        return access.renew(stale)
      },
    })),
  ),
  row(
    'sessions.keys-kept',
    'the revision in the key',
    withPart('accounts', (accounts) => ({
      async *accounts(access, ctx) {
        for await (const page of accounts.accounts(access, ctx)) {
          const { revision } = await access.get()
          yield { ...page, items: page.items.map((item) => ({ ...item, key: `${item.key}-${revision}` })) }
        }
      },
    })),
  ),
  row('sessions.other-process', 'knows its own sessions alone', (bank) => {
    let [made, closed] = [0, 0]
    const makers = new Map<string, number>()
    const spoilt = withPart('auth', (auth) => {
      const number = made
      return {
        advance: async (...args) => {
          const result = await auth.advance(...args)
          if (result.status === 'complete') makers.set(result.session.id, number)
          return result
        },
      }
    })(
      withPart('accounts', (accounts) => {
        made += 1
        const number = made
        return {
          async *accounts(access, ctx) {
            const { id, revision } = await access.get()
            const isOwn = makers.get(id) === number
            // The kit makes one to look at, the check one to connect and one to restart.
            if (number === 3 && made === 3 && closed === 0 && revision === 1 && !isOwn) {
              throw new NostroError({ code: 'invalid_request', provider: 'paper', message: 'The session is unknown.' })
            }
            yield* accounts.accounts(access, ctx)
          },
        }
      })(bank),
    )
    return {
      ...spoilt,
      create: (services) => {
        const provider = spoilt.create(services)
        return {
          ...provider,
          close: async () => {
            closed += 1
            await provider.close()
          },
        }
      },
    }
  }),
  row(
    'sessions.refresh-foreign',
    'ignores the provider',
    withPart('auth', (auth) => ({
      refresh: async (session, ctx) => (await auth.refresh?.({ ...session, provider: 'paper' }, ctx)) as Session,
    })),
  ),
  row(
    'sessions.revoke-foreign',
    'ignores the provider',
    withPart('auth', (auth) => ({
      revoke: async (session, ctx) => auth.revoke?.({ ...session, provider: 'paper' }, ctx),
    })),
  ),
  row(
    'sessions.renewed-dates',
    'as if made now',
    withPart('auth', (auth) => ({
      refresh: async (session, ctx) => ({
        ...((await auth.refresh?.(session, ctx)) as Session),
        createdAt: session.createdAt + 1,
      }),
    })),
  ),
  row(
    'sessions.renewed-works',
    'gives dead tokens',
    during((seen) =>
      withPart('auth', (auth) => ({
        refresh: async (session, ctx) => {
          const renewed = (await auth.refresh?.(session, ctx)) as Session
          return seen.expired || seen.faults.length > 0 ? renewed : { ...renewed, secrets: dead }
        },
      })),
    ),
  ),
  row(
    'sessions.revoke-twice',
    'an error',
    withPart('auth', (auth) => {
      const over = new Set<string>()
      return {
        revoke: async (session, ctx) => {
          if (over.has(session.id))
            throw new NostroError({ code: 'not_found', provider: 'paper', message: 'It is over.' })
          await auth.revoke?.(session, ctx)
          over.add(session.id)
        },
      }
    }),
  ),
  row(
    'sessions.serves',
    'serves all',
    withPart('auth', () => ({ serves: () => true })),
  ),
  row(
    'concurrency.one-renewal',
    'renews for each reader',
    listing((access, { auth }) => {
      let current: Session | undefined
      return {
        get: async () => current ?? access.get(),
        renew: async (stale) => {
          current = (await auth.refresh?.(stale)) as Session
          return current
        },
      }
    }),
  ),
  row(
    'concurrency.renewal-while-paging',
    'does not renew',
    withPart('accounts', (accounts) => ({
      transactions: (access, ref, query, ctx) => accounts.transactions(failRenew(access), ref, query, ctx),
    })),
  ),
  row(
    'concurrency.connecting',
    'one id for all sessions',
    withPart('auth', (auth) => ({
      advance: async (...args) => {
        const result = await auth.advance(...args)
        return result.status === 'complete' ? { ...result, session: { ...result.session, id: 'one-for-all' } } : result
      },
    })),
  ),
  row(
    'concurrency.customers',
    'ends all sessions at once',
    withPart('auth', (auth) => {
      const made: Session[] = []
      return {
        advance: async (...args) => {
          const result = await auth.advance(...args)
          if (result.status === 'complete') made.push(result.session)
          return result
        },
        revoke: async (session, ctx) => {
          await auth.revoke?.(session, ctx)
          if (session.provider !== 'paper') return
          for (const each of made) await auth.revoke?.(each, ctx)
        },
      }
    }),
  ),
]

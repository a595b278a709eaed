import { isDeepStrictEqual } from 'node:util'
import { NostroError, type Session } from '@nostro/core'
import { type Check, NotProvableHere, verify } from './check.ts'
import type { CheckContext, Connected } from './check-context.ts'
import { refusal, throughJson, thrownBy } from './outcomes.ts'

const source = 'core/domain/session.ts Session'
const tenYearsMs = 10 * 366 * 86_400_000
const ended = ['session_expired', 'consent_expired', 'consent_required'] as const

/** The cheapest call that needs the session. */
const use = async ({ account }: CheckContext, connected: Connected): Promise<unknown> => account(connected)

/** A call with a session that is not as it was made. */
const useChanged = async (context: CheckContext, connected: Connected, changes: object): Promise<unknown> => {
  const session = { ...connected.session, ...changes } as Session
  const access = { get: async () => session, renew: async () => session }
  return use(context, { ...connected, session, access })
}

export const sessionChecks: readonly Check[] = [
  {
    id: 'sessions.json',
    area: 'sessions',
    title: 'A session is plain JSON.',
    why: 'It is kept, encrypted, in a store.',
    source,
    needs: [],
    run: async ({ connect }) => {
      const { session } = await connect()
      verify(isDeepStrictEqual(throughJson(session), session), 'The session is not the same after JSON.')
    },
  },
  {
    id: 'sessions.fields',
    area: 'sessions',
    title: 'A session names version, id, provider and purpose, and its revision is a whole number from 1.',
    why: 'Stores compare and swap by the revision.',
    source,
    needs: [],
    run: async ({ connect, purpose }) => {
      const { session, provider } = await connect()
      verify(session.specVersion === 1 && session.id.length > 0, 'specVersion is not 1, or the id is empty.')
      verify(session.provider === provider.manifest.id, `The session is one of “${session.provider}”.`)
      verify(session.purpose === purpose, `Asked for “${purpose}”, the session is for “${session.purpose}”.`)
      verify(Number.isInteger(session.revision) && session.revision >= 1, `The first revision is ${session.revision}.`)
    },
  },
  {
    id: 'sessions.created-at',
    area: 'sessions',
    title: 'createdAt is the given clock’s time in milliseconds.',
    why: 'Seconds for milliseconds make every session fifty years old.',
    source: `${source}.createdAt`,
    needs: [],
    run: async ({ connect, clock }) => {
      const before = clock.now()
      const { createdAt } = (await connect()).session
      verify(createdAt >= before - 1000 && createdAt <= clock.now() + 1000, `createdAt is ${createdAt}.`)
    },
  },
  {
    id: 'sessions.expiry',
    area: 'sessions',
    title: 'The ends of session and consent lie after the creation, within ten years.',
    why: 'Renewals and notices to the customer are planned by them.',
    source: `${source}.consentValidUntil`,
    needs: [],
    run: async ({ connect, clock }) => {
      const { expiresAt, consentValidUntil } = (await connect()).session
      for (const end of [expiresAt, consentValidUntil]) {
        const ahead = end === undefined ? 1 : end - clock.now()
        verify(ahead > 0 && ahead < tenYearsMs, `An end is ${String(end)}, the clock ${clock.now()}.`)
      }
    },
  },
  {
    id: 'sessions.secrets',
    area: 'sessions',
    title: 'Secrets stand in `secrets` alone.',
    why: 'The rest of a session is shown and logged.',
    source: `${source}.secrets`,
    needs: [],
    run: async ({ connect, bank }) => {
      const { secrets: _secrets, ...rest } = (await connect()).session
      const text = JSON.stringify(rest)
      verify(!bank.canaries().some((canary) => text.includes(canary)), 'A secret stands outside of `secrets`.')
    },
  },
  {
    id: 'sessions.other-process',
    area: 'sessions',
    title: 'A session works in another instance after JSON.',
    why: 'Programs restart.',
    source,
    needs: ['accounts'],
    run: async (context) => {
      const { session } = await context.connect()
      const provider = context.open()
      const kept = throughJson(session)
      const outcome = await use(context, { provider, session: kept, access: context.access(provider, kept) }).catch(
        (error: unknown) => `error ${String(error)}`,
      )
      verify(typeof outcome !== 'string', `Another instance refused the session: ${String(outcome)}`)
    },
  },
  {
    id: 'sessions.foreign',
    area: 'sessions',
    title: 'A session of another provider is refused without a request.',
    why: 'Its tokens would be sent to the wrong bank.',
    source: `${source}.provider`,
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const calls = context.kit.calls.length
      await refusal('A session of another provider', ['invalid_request'], () =>
        useChanged(context, connected, { provider: 'some-other' }),
      )
      verify(context.kit.calls.length === calls, 'A request was sent with a foreign session.')
    },
  },
  {
    id: 'sessions.later-version',
    area: 'sessions',
    title: 'A session of a later version is refused.',
    why: 'It was made by a program that knows more.',
    source: `${source}.specVersion`,
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      await refusal('A session of version 2', ['invalid_request', 'session_expired'], () =>
        useChanged(context, connected, { specVersion: 2 }),
      )
    },
  },
  {
    id: 'sessions.broken-secrets',
    area: 'sessions',
    title: 'Secrets that are broken are a NostroError, not a crash.',
    why: 'A store may have lost them.',
    source: `${source}.secrets`,
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      for (const secrets of [null, 'x', 7, {}, []]) {
        const error = await thrownBy('A session with broken secrets', () => useChanged(context, connected, { secrets }))
        verify(NostroError.isInstance(error), `Secrets ${JSON.stringify(secrets)} ended with ${String(error)}`)
      }
    },
  },
  {
    id: 'sessions.refresh',
    area: 'sessions',
    title: 'A renewal keeps id and purpose, adds one to the revision, and leaves the old object as it was.',
    why: 'The store replaces exactly the session that was renewed.',
    source: 'core/contracts/auth.ts AuthProvider.refresh',
    needs: ['refresh'],
    run: async ({ connect }) => {
      const { provider, session } = await connect()
      const before = throughJson(session)
      const renewed = await Promise.resolve(provider.auth.refresh?.(session)).catch((error: unknown) => {
        const isLasting = session.expiresAt === undefined && NostroError.isInstance(error)
        if (isLasting && error.code === 'consent_expired')
          throw new NotProvableHere('This session has no token that ends.')
        throw error
      })
      verify(isDeepStrictEqual(before, throughJson(session)), 'The renewal changed the old session.')
      verify(
        renewed?.id === session.id && renewed.purpose === session.purpose,
        'The renewal has another id or purpose.',
      )
      verify(renewed.revision === session.revision + 1, `Revision ${session.revision} became ${renewed.revision}.`)
    },
  },
  {
    id: 'sessions.dead-consent',
    area: 'sessions',
    title: 'A renewal after the consent has ended says so.',
    why: 'Only then is the customer asked again, and not a technician.',
    source: 'core/contracts/auth.ts AuthProvider.refresh @throws',
    needs: ['refresh', 'expire'],
    run: async ({ connect, bank }) => {
      const { provider, session } = await connect()
      await bank.expire?.('consent')
      await refusal('A renewal without consent', ended, () => provider.auth.refresh?.(session))
    },
  },
  {
    id: 'sessions.dead-token',
    area: 'sessions',
    title: 'A token that the bank has ended is renewed once, and the read goes on.',
    why: 'Tokens die in the middle of the night.',
    source: 'core/contracts/session-access.ts SessionAccess.renew',
    needs: ['refresh', 'expire', 'accounts'],
    run: async (context) => {
      const connected = await context.connect()
      await bankEnds(context)
      const outcome = await use(context, connected).catch((error: unknown) => `error ${String(error)}`)
      verify(typeof outcome !== 'string', `The token was not renewed: ${String(outcome)}`)
    },
  },
  {
    id: 'sessions.revoked',
    area: 'sessions',
    title: 'After a revoke the session is of no use.',
    why: 'A customer who ends the access wants it ended.',
    source: 'core/contracts/auth.ts AuthProvider.revoke',
    needs: ['revoke', 'accounts'],
    run: async (context) => {
      const connected = await context.connect()
      await connected.provider.auth.revoke?.(connected.session)
      await refusal('A read after the revoke', [...ended, 'forbidden'], () => useChanged(context, connected, {}))
    },
  },
  {
    id: 'sessions.revoke-twice',
    area: 'sessions',
    title: 'To revoke twice is no error.',
    why: 'A job that was cut off is run again.',
    source: 'core/contracts/auth.ts AuthProvider.revoke',
    needs: ['revoke'],
    run: async ({ connect }) => {
      const { provider, session } = await connect()
      await provider.auth.revoke?.(session)
      const second = await Promise.resolve(provider.auth.revoke?.(session)).then(() => '', String)
      verify(second === '', `The second revoke ended with ${second}`)
    },
  },
  {
    id: 'sessions.previous',
    area: 'sessions',
    title: 'A consent that renews an earlier one keeps the session’s id and adds one to the revision.',
    why: 'Accounts and their history belong to that id.',
    source: 'core/contracts/auth.ts StartRequest.previous',
    needs: ['redirect'],
    run: async ({ connect, bank, advance, purpose }) => {
      const { provider, session } = await connect()
      const challenge = await provider.auth.start({ ...bank.profile.start?.(purpose), purpose, previous: session })
      const result = await advance(provider, challenge, 'approve')
      verify(result.status === 'complete', `The renewal ended as “${result.status}”.`)
      verify(result.session.id === session.id, 'The renewed session has another id.')
      verify(result.session.revision === session.revision + 1, `Its revision is ${result.session.revision}.`)
    },
  },
]

const bankEnds = async ({ bank }: CheckContext): Promise<void> => bank.expire?.('access')

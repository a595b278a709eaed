import { NostroError, type Session } from '@nostro/core'
import { type Check, NotProvableHere, verify } from './check.ts'
import { accountsOf, type CheckContext, type Connected } from './check-context.ts'
import { readPages, refusal, throughJson } from './outcomes.ts'

const refreshSource = 'core/contracts/auth.ts AuthProvider.refresh'
const ended = ['session_expired', 'consent_expired', 'consent_required'] as const

/** A session and its renewal. @throws NotProvableHere where it has nothing to renew */
const renew = async (context: CheckContext): Promise<Connected & { readonly renewed: Session }> => {
  const connected = await context.connect()
  const { provider, session } = connected
  const renewed = await Promise.resolve(provider.auth.refresh?.(session)).catch((error: unknown) => {
    if (NostroError.isInstance(error) && session.expiresAt === undefined)
      throw new NotProvableHere('This session has no token that ends.')
    throw error
  })
  if (renewed === undefined) throw new NotProvableHere('The provider has no auth.refresh.')
  return { ...connected, renewed }
}

const keysOf = async ({ provider, access }: Connected): Promise<string> =>
  (await readPages(accountsOf(provider).accounts(access)))
    .flatMap(({ items }) => items.map(({ key }) => key))
    .toSorted()
    .join()

export const renewalChecks: readonly Check[] = [
  {
    id: 'sessions.renewed-works',
    area: 'sessions',
    title: 'A renewed session reads.',
    why: 'A renewal that gives dead tokens is found out at night.',
    source: refreshSource,
    needs: ['refresh', 'accounts'],
    run: async (context) => {
      const { provider, renewed } = await renew(context)
      const session = throughJson(renewed)
      const outcome = await context
        .account({ provider, session, access: context.access(provider, session) })
        .catch((error: unknown) => String(error))
      verify(typeof outcome !== 'string', `A read with the renewed session ended with ${String(outcome)}`)
    },
  },
  {
    id: 'sessions.renewed-dates',
    area: 'sessions',
    title: 'A renewal keeps createdAt, and its end lies ahead.',
    why: 'Consents are counted from the day on which they were given.',
    source: refreshSource,
    needs: ['refresh'],
    run: async (context) => {
      const { session, renewed } = await renew(context)
      verify(renewed.createdAt === session.createdAt, 'The renewal changed createdAt.')
      const { expiresAt = Number.POSITIVE_INFINITY } = renewed
      verify(expiresAt > context.clock.now(), `The renewed session ends at ${expiresAt}.`)
    },
  },
  {
    id: 'sessions.refresh-foreign',
    area: 'sessions',
    title: 'A session of another provider is not renewed, and nothing is sent.',
    why: 'Its refresh token would go to the wrong bank.',
    source: refreshSource,
    needs: ['refresh'],
    run: async (context) => {
      const { provider, session } = await context.connect()
      const calls = context.kit.calls.length
      await refusal('The renewal of a foreign session', ['invalid_request'], () =>
        provider.auth.refresh?.({ ...session, provider: 'some-other' }),
      )
      verify(context.kit.calls.length === calls, 'A request was sent for a foreign session.')
    },
  },
  {
    id: 'sessions.revoke-foreign',
    area: 'sessions',
    title: 'A session of another provider is not revoked, and nothing is sent.',
    why: 'Its token would go to the wrong bank.',
    source: 'core/contracts/auth.ts AuthProvider.revoke',
    needs: ['revoke'],
    run: async (context) => {
      const { provider, session } = await context.connect()
      const calls = context.kit.calls.length
      await refusal('The revoke of a foreign session', ['invalid_request'], () =>
        provider.auth.revoke?.({ ...session, provider: 'some-other' }),
      )
      verify(context.kit.calls.length === calls, 'A request was sent for a foreign session.')
    },
  },
  {
    id: 'sessions.consent-ended',
    area: 'sessions',
    title: 'A read after the customer has ended the consent says that he must be asked.',
    why: 'Everything else sends a technician.',
    source: 'core/errors/error-codes.ts consent_expired',
    needs: ['expire', 'accounts'],
    run: async (context) => {
      const connected = await context.connect()
      await context.bank.expire?.('consent')
      await refusal('A read without consent', [...ended, 'forbidden'], () => context.account(connected))
    },
  },
  {
    id: 'sessions.keys-kept',
    area: 'sessions',
    title: 'After a renewal by the customer the accounts have their old keys.',
    why: 'Else the book begins anew every ninety days.',
    source: 'core/domain/account.ts Account.key',
    needs: ['redirect', 'accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const before = await keysOf(connected)
      const { provider, session } = connected
      const { purpose, bank } = context
      const challenge = await provider.auth.start({ ...bank.profile.start?.(purpose), purpose, previous: session })
      const result = await context.advance(provider, challenge, 'approve')
      verify(result.status === 'complete', `The renewal ended as “${result.status}”.`)
      const access = context.access(provider, result.session)
      const after = await keysOf({ provider, session: result.session, access })
      verify(before === after, 'The keys of the accounts changed.')
    },
  },
  {
    id: 'sessions.serves',
    area: 'sessions',
    title: 'A provider says without a request which sessions are its own.',
    why: 'A configuration that was changed must not use the old customer’s tokens.',
    source: 'core/contracts/auth.ts AuthProvider.serves',
    needs: ['serves'],
    run: async (context) => {
      const { provider, session } = await context.connect()
      const calls = context.kit.calls.length
      verify(provider.auth.serves?.(session) === true, 'Its own session is not served.')
      const isServed = (): unknown => provider.auth.serves?.({ ...session, provider: 'some-other' })
      const foreign = await Promise.resolve()
        .then(isServed)
        .catch((error: unknown) => {
          verify(NostroError.isInstance(error), `A foreign session ended with ${String(error)}`)
          return false
        })
      verify(foreign === false, 'A foreign session is served.')
      verify(context.kit.calls.length === calls, 'A request was sent.')
    },
  },
]

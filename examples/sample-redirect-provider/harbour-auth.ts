import type { AuthProvider, NoneChallenge, ProviderServices, Session } from '@nostro/core'
import {
  checkChallenge,
  checkContext,
  checkSession,
  checkStart,
  chooseRedirectUri,
  createRedirectFlow,
  type PreviousSession,
  toSession,
  withQuery,
} from '@nostro/provider-kit'
import { type HarbourClient, secretsOf, type Tokens } from './harbour-client.ts'
import { bank, type HarbourOptions } from './harbour-options.ts'

const consentMs = 90 * 86_400_000
const challengeMs = 3_600_000

/**
 * Reading wants the customer’s consent, given on a page of the bank. Payments are made with the application’s own token:
 * the customer confirms each on a page of its own.
 */
export const createHarbourAuth = (
  client: HarbourClient,
  options: HarbourOptions,
  { clock, random }: Pick<ProviderServices, 'clock' | 'random'>,
): AuthProvider => {
  const flow = createRedirectFlow({ bank, clock, random, lifetimeMs: challengeMs })

  const sessionFrom = (
    tokens: Tokens,
    { purpose, previous }: { purpose: Session['purpose']; previous?: PreviousSession | undefined },
  ): Session => {
    const now = clock.now()
    const { access, refresh } = tokens
    return toSession({
      provider: bank.provider,
      purpose,
      previous,
      id: random.uuid(),
      now,
      expiresAt: now + tokens.expiresInMs,
      consentValidUntil: purpose === 'accounts' ? now + consentMs : undefined,
      secrets: refresh === undefined ? { access } : { access, refresh },
    })
  }

  return {
    start: async (request, ctx) => {
      checkContext(ctx, bank)
      const isPayments = request?.purpose === 'payments'
      const purpose = checkStart(request, {
        bank,
        purposes: ['accounts', 'payments'],
        members: isPayments ? [] : ['redirectUri', 'previous'],
      })
      if (isPayments) {
        const expiresAt = clock.now() + challengeMs
        return { kind: 'none', id: random.uuid(), provider: bank.provider, purpose, expiresAt, serverState: {} }
      }
      const { previous } = request
      if (previous !== undefined) checkSession(previous, { bank, purposes: [purpose] })
      const redirectUri = chooseRedirectUri(request.redirectUri, options.redirectUris, bank)
      return flow.start({
        purpose,
        redirectUri,
        previous,
        toUrl: (state) =>
          withQuery(`${client.origin}/authorize`, {
            response_type: 'code',
            client_id: options.clientId,
            redirect_uri: redirectUri,
            scope: purpose,
            state,
          }),
      })
    },

    advance: async (challenge, answer, ctx) => {
      checkContext(ctx, bank)
      if (challenge?.kind === 'none') checkChallenge(challenge satisfies NoneChallenge, ownRules(clock.now()))
      else {
        const outcome = flow.read(challenge, answer.redirectUrl)
        if (outcome.status !== 'returned') return outcome
        const { kept, query } = outcome
        if (challenge.purpose === 'accounts') {
          const code = flow.readCode(query)
          const tokens = await client.token('authorization_code', { code, redirect_uri: kept.redirectUri }, ctx)
          return { status: 'complete', session: sessionFrom(tokens, { purpose: 'accounts', previous: kept.previous }) }
        }
        // The customer is back from a payment’s page: what the payment came to, its status says.
      }
      const tokens = await client.token('client_credentials', { scope: 'payments' }, ctx)
      return { status: 'complete', session: sessionFrom(tokens, { purpose: 'payments' }) }
    },

    refresh: async (session, ctx) => {
      const { purpose } = checkSession(session, { bank })
      const { refresh } = secretsOf(session)
      const tokens =
        refresh === undefined
          ? await client.token('client_credentials', { scope: purpose }, ctx)
          : await client.token('refresh_token', { refresh_token: refresh }, ctx)
      return sessionFrom(tokens, { purpose, previous: session })
    },

    revoke: async (session, ctx) => {
      const { access, refresh } = secretsOf(checkSession(session, { bank }))
      await client.revoke(refresh ?? access, ctx)
    },
  }
}

const ownRules = (now: number) => ({ bank, kinds: ['none'], now }) as const

import type { AuthProvider, ProviderServices, Session } from '@nostro/core'
import {
  checkContext,
  checkSession,
  checkStart,
  chooseRedirectUri,
  createRedirectFlow,
  toSession,
  withQuery,
} from '@nostro/provider-kit'
import { bank } from './bank.ts'
import { type Client, secretsOf } from './client.ts'
import type { Settings } from './options.ts'

export const authentication = ['oauth2-redirect'] as const

interface AuthParts {
  readonly client: Client
  readonly services: ProviderServices
  readonly settings: Settings
}

type Tokens = Awaited<ReturnType<Client['token']>>

/** The customer consents on the bank's page and comes back with a code. */
export const createAuth = ({ client, services: { clock, random }, settings }: AuthParts): AuthProvider => {
  const { apiUrl, clientId, redirectUris } = settings
  const flow = createRedirectFlow({ bank, clock, random })
  const sessionFrom = (
    { access, refresh, expiresIn }: Tokens,
    previous: Pick<Session, 'id' | 'revision' | 'createdAt'> | undefined,
  ) =>
    toSession({
      provider: bank.provider,
      purpose: 'accounts',
      previous,
      id: random.uuid(),
      now: clock.now(),
      expiresAt: clock.now() + expiresIn * 1000,
      // your bank: how long a consent holds.
      consentValidUntil: clock.now() + 90 * 86_400_000,
      secrets: { access, refresh },
    })
  return {
    start: async (request, ctx) => {
      checkContext(ctx, bank)
      const purpose = checkStart(request, { bank, purposes: ['accounts'], members: ['redirectUri', 'previous'] })
      const redirectUri = chooseRedirectUri(request.redirectUri, redirectUris, bank)
      return flow.start({
        purpose,
        redirectUri,
        previous: request.previous,
        toUrl: (state) => withQuery(`${apiUrl}/authorize`, { client_id: clientId, state, redirect_uri: redirectUri }),
      })
    },
    advance: async (challenge, answer, ctx) => {
      checkContext(ctx, bank)
      const outcome = flow.read(challenge, answer.redirectUrl)
      if (outcome.status !== 'returned') return outcome
      const grant = {
        grant_type: 'authorization_code',
        code: flow.readCode(outcome.query),
        redirect_uri: outcome.kept.redirectUri,
      }
      return { status: 'complete', session: sessionFrom(await client.token(grant, ctx), outcome.kept.previous) }
    },
    refresh: async (session, ctx) => {
      const { refresh } = secretsOf(checkSession(session, { bank }))
      return sessionFrom(await client.token({ grant_type: 'refresh_token', refresh_token: refresh }, ctx), session)
    },
    revoke: async (session, ctx) => client.revoke(checkSession(session, { bank }), ctx),
  }
}

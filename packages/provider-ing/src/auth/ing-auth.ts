import type {
  AuthProvider,
  AuthResult,
  CallContext,
  Challenge,
  ChallengeAnswer,
  Clock,
  Random,
  StartRequest,
} from '@nostro/core'
import {
  checkChallenge,
  checkContext,
  checkSession,
  checkStart,
  chooseRedirectUri,
  createRedirectFlow,
  type RedirectFlow,
  toSession,
} from '@nostro/provider-kit'
import { ing } from '../api/errors.ts'
import type { OauthClient } from '../api/oauth-client.ts'
import { checkCountry } from '../countries.ts'
import type { ApplicationTokens } from './application-token.ts'
import { scopesFor, toAuthorizationUrl } from './authorization-url.ts'
import { authorizeApplication } from './authorizers.ts'
import { accessEndsAt, isAtHome, secretsOf, toSecrets } from './session-secrets.ts'
import { refreshSession } from './token-refresh.ts'

export interface IngAuthParts {
  readonly oauth: OauthClient
  readonly tokens: ApplicationTokens
  readonly clock: Clock
  readonly random: Random
  readonly apiUrl: string
  readonly authorizeUrl: string
  readonly clientId?: string | undefined
  readonly redirectUris: readonly string[]
  readonly country?: string | undefined
  readonly consentDays: number
}

/** Consent at ING: it can always be renewed and revoked, and a session's home can be asked. */
export type IngAuth = AuthProvider & Required<Pick<AuthProvider, 'refresh' | 'revoke' | 'serves'>>

/** How long the redirect of a consent is taken: ING names no limit for its page. */
const consentPageMs = 3_600_000

export const createIngAuth = (parts: IngAuthParts): IngAuth => {
  const flow = createRedirectFlow({ bank: ing, clock: parts.clock, random: parts.random, lifetimeMs: consentPageMs })
  return {
    start: async (request, ctx) => {
      checkContext(ctx, ing)
      const purposes = ['accounts', 'payments', 'funds'] as const
      const purpose = checkStart(request, { bank: ing, purposes, members: ['redirectUri', 'country', 'previous'] })
      return purpose === 'payments' ? toTppChallenge(parts) : startAuthorization(purpose, request, ctx, { flow, parts })
    },
    advance: async (challenge, answer, ctx) => {
      checkChallenge(challenge, { bank: ing, kinds: ['redirect', 'none'], now: parts.clock.now() })
      if (challenge.purpose !== 'payments') return finishAuthorization(challenge, answer, ctx, { flow, parts })
      // The customer came back from the payment page. Whether the payment was authorised is for its status to say.
      if (challenge.kind === 'redirect') {
        const outcome = flow.read(challenge, answer.redirectUrl)
        if (outcome.status === 'pending') return outcome
      }
      return openTppSession(ctx, parts)
    },
    refresh: async (session, ctx) => refreshSession(session, ctx, parts),
    revoke: async (session, ctx) => {
      checkSession(session, { bank: ing })
      if (session.purpose === 'payments') return
      const { refreshToken } = secretsOf(session)
      // Only refresh tokens can be revoked; without one the session ends by itself within 15 minutes.
      if (refreshToken === undefined) return
      await parts.oauth.revoke(refreshToken, authorizeApplication(parts.tokens.httpSignature), ctx)
    },
    serves: (session) =>
      session.provider === 'ing' && isAtHome(session, { apiUrl: parts.apiUrl, clientId: parts.clientId }),
  }
}

interface FlowParts {
  readonly flow: RedirectFlow
  readonly parts: IngAuthParts
}

const startAuthorization = async (
  purpose: 'accounts' | 'funds',
  request: StartRequest,
  ctx: CallContext | undefined,
  { flow, parts }: FlowParts,
): Promise<Challenge> => {
  const { previous } = request
  const redirectUri = chooseRedirectUri(request.redirectUri, parts.redirectUris, ing)
  const country = checkCountry(request.country ?? parts.country)
  if (previous !== undefined) checkSession(previous, { bank: ing, purposes: [purpose] })
  const clientId = await parts.tokens.clientId(ctx)
  return flow.start({
    purpose,
    redirectUri,
    previous,
    toUrl: (state) =>
      toAuthorizationUrl({
        authorizeUrl: parts.authorizeUrl,
        country,
        clientId,
        scopes: scopesFor[purpose],
        state,
        redirectUri,
      }),
  })
}

const finishAuthorization = async (
  challenge: Challenge,
  { redirectUrl }: ChallengeAnswer,
  ctx: CallContext | undefined,
  { flow, parts }: FlowParts,
): Promise<AuthResult> => {
  const outcome = flow.read(challenge, redirectUrl)
  if (outcome.status !== 'returned') return outcome
  const { query, kept } = outcome
  const code = flow.readCode(query)
  const wire = await parts.oauth.exchangeCode(
    code,
    kept.redirectUri,
    authorizeApplication(parts.tokens.httpSignature),
    ctx,
  )
  const now = parts.clock.now()
  return {
    status: 'complete',
    session: toSession({
      provider: 'ing',
      purpose: challenge.purpose,
      id: parts.random.uuid(),
      previous: kept.previous,
      now,
      expiresAt: accessEndsAt(wire, now),
      // A consent to confirm funds lasts until it is revoked; one to read accounts for a number of days.
      consentValidUntil: challenge.purpose === 'accounts' ? now + parts.consentDays * 86_400_000 : undefined,
      secrets: toSecrets(wire, now, { apiUrl: parts.apiUrl, clientId: parts.tokens.knownClientId() }),
    }),
  }
}

/** Payments need no customer's session: ING takes the application's token and asks the customer on its own page. */
const toTppChallenge = ({ random, clock }: IngAuthParts): Challenge => ({
  kind: 'none',
  id: random.uuid(),
  provider: 'ing',
  purpose: 'payments',
  expiresAt: clock.now() + consentPageMs,
  serverState: {},
})

const openTppSession = async (
  ctx: CallContext | undefined,
  { tokens, clock, random }: IngAuthParts,
): Promise<AuthResult> => {
  // Proves keys and certificates now, and not with the first payment. The token itself stays in this process.
  await tokens.httpSignature.get(ctx)
  const now = clock.now()
  return {
    status: 'complete',
    session: toSession({ provider: 'ing', purpose: 'payments', id: random.uuid(), now, secrets: {} }),
  }
}

import {
  type AuthProvider,
  type AuthResult,
  type CallContext,
  type Challenge,
  type ChallengeAnswer,
  type Clock,
  NostroError,
  type Random,
  type Session,
  type StartRequest,
} from '@nostro/core'
import type { OauthClient } from '../api/oauth-client.ts'
import type { ApplicationTokens } from './application-token.ts'
import { createState, scopesFor, toAuthorizationUrl } from './authorization-url.ts'
import { authorizeApplication } from './authorizers.ts'
import { chooseCountry, chooseRedirectUri } from './choices.ts'
import { checkState, readRedirectAnswer } from './redirect-answer.ts'
import { unseal } from './sealed-authorization.ts'
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

export type IngAuth = AuthProvider & Required<Pick<AuthProvider, 'refresh' | 'revoke' | 'serves'>>

export const createIngAuth = (parts: IngAuthParts): IngAuth => ({
  start: async (request, ctx) => {
    if (request.purpose === 'payments') return toTppChallenge(parts)
    if (request.purpose === 'identify') throw cannotIdentify()
    return startAuthorization(request.purpose, request, ctx, parts)
  },
  advance: async (challenge, answer, ctx) => {
    if (challenge.purpose !== 'payments') return finishAuthorization(challenge, answer, ctx, parts)
    // The customer came back from the payment page. Whether the payment was authorised is for its status to say.
    if (challenge.kind === 'redirect') {
      const { state } = unseal(challenge)
      if (answer.redirectUrl === undefined) return { status: 'pending', challenge }
      checkState(answer.redirectUrl, state)
    }
    return openTppSession(challenge, ctx, parts)
  },
  refresh: async (session, ctx) => refreshSession(session, ctx, parts),
  revoke: async (session, ctx) => {
    if (session.purpose === 'payments') return
    const { refreshToken } = secretsOf(session)
    // Only refresh tokens can be revoked; without one the session ends by itself within 15 minutes.
    if (refreshToken === undefined) return
    await parts.oauth.revoke(refreshToken, authorizeApplication(parts.tokens.httpSignature), ctx)
  },
  serves: (session) =>
    session.provider === 'ing' &&
    isAtHome(session, { apiUrl: parts.apiUrl, ...(parts.clientId === undefined ? {} : { clientId: parts.clientId }) }),
})

/** How long we take the redirect of a consent: ING names no limit for its page. */
const consentPageMs = 3_600_000

const startAuthorization = async (
  purpose: 'accounts' | 'funds',
  request: StartRequest,
  ctx: CallContext | undefined,
  parts: IngAuthParts,
): Promise<Challenge> => {
  const redirectUri = chooseRedirectUri(request.redirectUri, parts.redirectUris)
  const country = chooseCountry(request.country ?? parts.country)
  const state = createState(parts.random)
  const url = toAuthorizationUrl({
    authorizeUrl: parts.authorizeUrl,
    ...(country === undefined ? {} : { country }),
    clientId: await parts.tokens.clientId(ctx),
    scopes: scopesFor[purpose],
    state,
    redirectUri,
  })
  const { previous } = request
  return {
    kind: 'redirect',
    id: parts.random.uuid(),
    provider: 'ing',
    purpose,
    url,
    expiresAt: parts.clock.now() + consentPageMs,
    serverState: {
      state,
      redirectUri,
      ...(previous === undefined
        ? {}
        : { previous: { id: previous.id, revision: previous.revision, createdAt: previous.createdAt } }),
    },
  }
}

const finishAuthorization = async (
  challenge: Challenge,
  { redirectUrl }: ChallengeAnswer,
  ctx: CallContext | undefined,
  parts: IngAuthParts,
): Promise<AuthResult> => {
  const sealed = unseal(challenge)
  if (redirectUrl === undefined) return { status: 'pending', challenge }
  const answer = readRedirectAnswer(redirectUrl, sealed.state)
  if (answer.status === 'failed') return answer
  const wire = await parts.oauth
    .exchangeCode(answer.code, sealed.redirectUri, authorizeApplication(parts.tokens.httpSignature), ctx)
    .catch((error: unknown) => {
      throw codeRefused(error)
    })
  const now = parts.clock.now()
  const { previous } = sealed
  return {
    status: 'complete',
    session: {
      specVersion: 1,
      id: previous?.id ?? parts.random.uuid(),
      provider: 'ing',
      purpose: challenge.purpose,
      revision: previous === undefined ? 1 : previous.revision + 1,
      createdAt: previous?.createdAt ?? now,
      expiresAt: accessEndsAt(wire, now),
      ...consentEnd(challenge, now, parts.consentDays),
      secrets: toSecrets(wire, now, { apiUrl: parts.apiUrl, clientId: parts.tokens.knownClientId() }),
    },
  }
}

/** A consent to confirm funds lasts until it is revoked; one to read accounts for a number of days. */
const consentEnd = ({ purpose }: Challenge, now: number, days: number): Pick<Session, 'consentValidUntil'> =>
  purpose === 'accounts' ? { consentValidUntil: now + days * 86_400_000 } : {}

const codeRefused = (error: unknown): unknown => {
  if (!NostroError.isInstance(error) || error.httpStatus !== 400) return error
  if (error.code === 'certificate_rejected' || error.code === 'signature_rejected') return error
  return new NostroError({
    code: 'consent_required',
    provider: 'ing',
    message: 'ING refused the authorization code.',
    httpStatus: 400,
    ...(error.bankRequestId === undefined ? {} : { bankRequestId: error.bankRequestId }),
    bankMessages: error.bankMessages,
    hint: 'A code works once and for ten minutes. Start a new authorization.',
    cause: error,
  })
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
  challenge: Challenge,
  ctx: CallContext | undefined,
  { tokens, clock, random }: IngAuthParts,
): Promise<AuthResult> => {
  if (challenge.provider !== 'ing') unseal(challenge)
  // Proves keys and certificates now, and not with the first payment. The token itself stays in this process.
  await tokens.httpSignature.get(ctx)
  return {
    status: 'complete',
    session: {
      specVersion: 1,
      id: random.uuid(),
      provider: 'ing',
      purpose: 'payments',
      revision: 1,
      createdAt: clock.now(),
      secrets: {},
    },
  }
}

const cannotIdentify = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: 'ING has no interface to identify a person.',
    hint: 'Use the purpose accounts, payments or funds; for identity use a provider that has the capability.',
  })

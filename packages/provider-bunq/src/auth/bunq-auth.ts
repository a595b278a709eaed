import {
  type AuthProvider,
  type AuthResult,
  type CallContext,
  type Challenge,
  type ChallengeAnswer,
  type JsonValue,
  NostroError,
  type Random,
  type Session,
} from '@nostro/core'
import {
  checkChallenge,
  checkContext,
  checkSession,
  checkStart,
  type PreviousSession,
  toSession,
} from '@nostro/provider-kit'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { endpoints } from '../api/endpoints.ts'
import { bunq } from '../bank.ts'
import type { GrantedConsent, OauthFlow } from '../oauth/oauth-flow.ts'
import { contextOf, customerOf, isContext, toSecrets } from '../session/context.ts'
import { type BunqEnvironment, type CredentialKind, checkApiKey } from './api-key.ts'
import { authorizeOnce } from './authorize-once.ts'
import { type ContextParts, openContext, reopenContext } from './open-context.ts'

/** All of it: a bunq session can always be renewed and ended, and tells whose it is. */
export type BunqAuth = Required<Pick<AuthProvider, 'start' | 'advance' | 'refresh' | 'revoke' | 'serves'>>

export interface AuthParts extends ContextParts {
  readonly caller: Caller
  readonly random: Random
  readonly environment: BunqEnvironment
  readonly apiKey?: string | undefined
  readonly credentialKind: CredentialKind
  readonly oauth?: OauthFlow | undefined
}

/** How long a challenge is taken: bunq names no limit for its consent page. */
const challengeLifeMs = 3_600_000

const apiKeyField = { name: 'apiKey', label: 'bunq API key', kind: 'secret' } as const

/** From an API key, from a key that is typed in, or from a customer's consent (OAuth) to a session; and its renewal. */
export const createBunqAuth = (parts: AuthParts): BunqAuth => ({
  start: async (request, ctx): Promise<Challenge> => {
    checkContext(ctx, bunq)
    const purposes = ['accounts', 'payments', 'funds'] as const
    const purpose = checkStart(request, { bank: bunq, purposes, members: ['redirectUri', 'previous'] })
    const { redirectUri, previous } = request
    if (previous !== undefined) checkSession(previous, { bank: bunq })
    if (redirectUri !== undefined && parts.oauth !== undefined) {
      return parts.oauth.start({ purpose, redirectUri, previous })
    }
    if (redirectUri !== undefined && parts.apiKey === undefined) throw noOauth()
    const base = {
      id: parts.random.uuid(),
      provider: bunq.provider,
      purpose,
      expiresAt: parts.now() + challengeLifeMs,
      serverState: toServerState(previous),
    }
    return parts.apiKey === undefined ? { ...base, kind: 'input', fields: [apiKeyField] } : { ...base, kind: 'none' }
  },
  advance: async (challenge, answer, ctx) => {
    checkChallenge(challenge, { bank: bunq, kinds: ['none', 'input', 'redirect'], now: parts.now() })
    const granted = await consentOf(parts, challenge, answer, ctx)
    if (granted.status !== 'granted') return granted
    const { context, expiresAt } = await openContext(parts, granted.credential, ctx)
    const session = toSession({
      provider: bunq.provider,
      purpose: challenge.purpose,
      id: `bunq-${parts.random.uuid()}`,
      previous: granted.previous,
      now: parts.now(),
      expiresAt,
      customer: customerOf(context),
      secrets: toSecrets(context),
    })
    const { name } = context.user
    return { status: 'complete', session, identity: name === null ? undefined : { name } }
  },
  refresh: async (session, ctx) => {
    checkSession(session, { bank: bunq })
    const opened = await reopenContext(parts, contextOf(session), ctx).catch((error: unknown) => {
      throw asExpired(error)
    })
    const { context, expiresAt } = opened
    const customer = customerOf(context)
    return { ...session, revision: session.revision + 1, secrets: toSecrets(context), expiresAt, customer }
  },
  revoke: async (session, ctx) => {
    checkSession(session, { bank: bunq })
    try {
      const { session: own } = contextOf(session)
      await parts.caller.session(endpoints.deleteSession, authorizeOnce(session), {
        ctx,
        params: { sessionId: own.id },
      })
    } catch (error) {
      // A session that is dead already has ended as was wished.
      if (!NostroError.isInstance(error) || error.code !== 'session_expired') throw error
    }
  },
  serves: (session) => servesOf(parts, session),
})

/** A key that was replaced in the configuration, or another user's, must not go on acting through what was kept. */
const servesOf = ({ origin, apiKey, oauth }: AuthParts, session: Session): boolean => {
  if (!isContext(session)) return false
  const context = contextOf(session)
  if (context.origin !== origin) return false
  if (context.credential.kind === 'oauth' && oauth !== undefined) return true
  return apiKey === undefined || context.credential.secret === apiKey
}

/** What the challenge's answer gives: the right to open a session, or what is still to do. */
const consentOf = async (
  parts: AuthParts,
  challenge: Challenge,
  answer: ChallengeAnswer,
  ctx: CallContext | undefined,
): Promise<GrantedConsent | AuthResult> => {
  if (challenge.kind === 'redirect') {
    if (parts.oauth === undefined) throw noOauth()
    return parts.oauth.finish(challenge, answer.redirectUrl, ctx)
  }
  const granted = (secret: string): GrantedConsent => ({
    status: 'granted',
    credential: { kind: parts.credentialKind, secret },
    previous: previousOf(challenge),
  })
  if (challenge.kind === 'none') {
    if (parts.apiKey === undefined) throw foreignChallenge()
    return granted(parts.apiKey)
  }
  const input = answer.input?.[apiKeyField.name]?.trim() ?? ''
  if (input === '') return { status: 'pending', challenge }
  return granted(checkApiKey(input, parts.credentialKind, parts.environment))
}

const previousSchema = z.object({ id: z.string(), revision: z.number(), createdAt: z.number() })

const toServerState = (previous: Session | undefined): JsonValue => {
  if (previous === undefined) return {}
  const { id, revision, createdAt } = previous
  return { previous: { id, revision, createdAt } }
}

const previousOf = ({ serverState }: Challenge): PreviousSession | undefined =>
  z.object({ previous: previousSchema }).safeParse(serverState).data?.previous

/** The installation or the key is gone: only a person can connect again. */
const asExpired = (error: unknown): unknown => {
  if (!NostroError.isInstance(error) || error.code !== 'forbidden') return error
  return new NostroError({
    code: 'session_expired',
    provider: 'bunq',
    message: `The session cannot be renewed. ${error.message}`,
    bankMessages: error.bankMessages,
    httpStatus: error.httpStatus,
    bankRequestId: error.bankRequestId,
    requestId: error.requestId,
    hint: `${error.hint ?? ''} Then connect again.`.trim(),
    cause: error,
  })
}

const refusal = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider: 'bunq', message, hint })

const noOauth = (): NostroError =>
  refusal(
    'A redirect needs the option `oauth`.',
    'Set `oauth` with the client id and secret that bunq gave, or leave `redirectUri` out.',
  )

const foreignChallenge = (): NostroError =>
  refusal('The challenge was not made by this provider with these options.', 'Start again.')

import {
  type AuthProvider,
  type AuthResult,
  type CallContext,
  type Challenge,
  type ChallengeAnswer,
  NostroError,
  type Random,
  type Session,
  type SessionPurpose,
} from '@nostro/core'
import { checkChallenge, checkPurpose, checkSession } from '@nostro/provider-kit'
import type { Caller } from '../api/caller.ts'
import { endpoints } from '../api/endpoints.ts'
import { bunq } from '../bank.ts'
import { type OauthFlow, readConsentState } from '../oauth/oauth-flow.ts'
import { contextOf, customerOf, isContext, toSecrets } from '../session/context.ts'
import { type BunqEnvironment, type CredentialKind, checkApiKey } from './api-key.ts'
import { authorizeOnce } from './authorize-once.ts'
import { type ContextParts, type Credential, type OpenedContext, openContext, reopenContext } from './open-context.ts'

/** All of it: a bunq session can always be renewed and ended, and tells whose it is. */
export type BunqAuth = Required<Pick<AuthProvider, 'start' | 'advance' | 'refresh' | 'revoke' | 'serves'>>

export interface AuthParts extends ContextParts {
  readonly caller: Caller
  readonly random: Random
  readonly environment: BunqEnvironment
  readonly apiKey?: string
  readonly credentialKind: CredentialKind
  readonly oauth?: OauthFlow
}

/** How long a challenge is taken: bunq names no limit for its consent page. */
const challengeLifeMs = 3_600_000

const apiKeyField = { name: 'apiKey', label: 'bunq API key', kind: 'secret' } as const

/** From an API key, from a key that is typed in, or from a customer's consent (OAuth) to a session; and its renewal. */
export const createBunqAuth = (parts: AuthParts): BunqAuth => ({
  start: async ({ purpose, redirectUri, previous }): Promise<Challenge> => {
    checkPurpose(purpose, ['accounts', 'payments', 'funds'], bunq)
    if (previous !== undefined) checkSession(previous, { bank: bunq })
    const base = { id: parts.random.uuid(), provider: 'bunq', purpose, expiresAt: parts.now() + challengeLifeMs }
    const kept = previous === undefined ? {} : { previous: { id: previous.id, revision: previous.revision } }
    if (redirectUri !== undefined && parts.oauth !== undefined) {
      const { url, serverState } = parts.oauth.start(redirectUri)
      return { ...base, kind: 'redirect', url, serverState: { ...serverState, ...kept } }
    }
    if (redirectUri !== undefined && parts.apiKey === undefined) throw noOauth()
    return parts.apiKey === undefined
      ? { ...base, kind: 'input', fields: [apiKeyField], serverState: kept }
      : { ...base, kind: 'none', serverState: kept }
  },
  advance: async (challenge, answer, ctx) => {
    checkChallenge(challenge, { bank: bunq, kinds: ['none', 'input', 'redirect'], now: parts.now() })
    const credential = await credentialFor(parts, challenge, answer, ctx)
    if (!('secret' in credential)) return credential
    const opened = await openContext(parts, credential, ctx)
    return { status: 'complete', session: toSession(parts, challenge, opened), ...identityOf(opened) }
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

const credentialFor = async (
  parts: AuthParts,
  challenge: Challenge,
  answer: ChallengeAnswer,
  ctx: CallContext | undefined,
): Promise<Credential | AuthResult> => {
  if (challenge.kind === 'redirect') {
    if (parts.oauth === undefined) throw noOauth()
    return parts.oauth.finish(readConsentState(challenge.serverState), answer.redirectUrl, ctx)
  }
  if (challenge.kind === 'none') {
    if (parts.apiKey === undefined) throw foreignChallenge()
    return { kind: parts.credentialKind, secret: parts.apiKey }
  }
  const input = answer.input?.[apiKeyField.name]?.trim() ?? ''
  if (input === '') return { status: 'pending', challenge }
  return { kind: parts.credentialKind, secret: checkApiKey(input, parts.credentialKind, parts.environment) }
}

const previousOf = ({ serverState }: Challenge): { readonly id: string; readonly revision: number } | undefined => {
  if (typeof serverState !== 'object' || serverState === null || !('previous' in serverState)) return undefined
  const { previous } = serverState as { readonly previous?: { readonly id?: unknown; readonly revision?: unknown } }
  return typeof previous?.id === 'string' && typeof previous.revision === 'number'
    ? { id: previous.id, revision: previous.revision }
    : undefined
}

const toSession = (parts: AuthParts, challenge: Challenge, { context, expiresAt }: OpenedContext): Session => {
  const previous = previousOf(challenge)
  return {
    specVersion: 1,
    id: previous?.id ?? `bunq-${parts.random.uuid()}`,
    provider: 'bunq',
    purpose: challenge.purpose satisfies SessionPurpose,
    revision: previous === undefined ? 1 : previous.revision + 1,
    createdAt: parts.now(),
    expiresAt,
    customer: customerOf(context),
    secrets: toSecrets(context),
  }
}

const identityOf = ({ context: { user } }: OpenedContext) =>
  user.name === null ? {} : { identity: { name: user.name } }

/** The installation or the key is gone: only a person can connect again. */
const asExpired = (error: unknown): unknown => {
  if (!NostroError.isInstance(error) || error.code !== 'forbidden') return error
  return new NostroError({
    code: 'session_expired',
    provider: 'bunq',
    message: `The session cannot be renewed. ${error.message}`,
    bankMessages: error.bankMessages,
    ...(error.httpStatus === undefined ? {} : { httpStatus: error.httpStatus }),
    ...(error.bankRequestId === undefined ? {} : { bankRequestId: error.bankRequestId }),
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

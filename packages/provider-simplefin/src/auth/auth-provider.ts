import {
  type AuthProvider,
  type AuthResult,
  type CallContext,
  type Challenge,
  type ChallengeAnswer,
  NostroError,
  type ProviderServices,
  type Session,
  type StartRequest,
} from '@nostro/core'
import {
  checkChallenge,
  checkContext,
  checkInput,
  checkPurpose,
  checkSession,
  invalidField,
  toSession,
} from '@nostro/provider-kit'
import { z } from 'zod'
import { simpleFin } from '../api/bank.ts'
import type { SimpleFinClient } from '../api/client.ts'
import type { SimpleFinSettings } from '../options.ts'
import { parseAccessUrl, parseSetupToken } from './access-url.ts'

export interface AuthParts extends Pick<ProviderServices, 'clock' | 'random'> {
  readonly client: SimpleFinClient
  readonly settings: SimpleFinSettings
}

/** Everything else that a request can ask for has no meaning here: the server's own page chooses institutions. */
const startSchema = z.strictObject({ purpose: z.string(), previous: z.looseObject({}).optional() })

const previousSchema = z.object({ id: z.string(), revision: z.number(), createdAt: z.number() })
const stateSchema = z.object({ previous: previousSchema.optional() })
const secretsSchema = z.object({ accessUrl: z.string().min(1) })

/** The access URL of a session. @throws NostroError `invalid_request` */
export const accessUrlOf = (session: Session): string => {
  const read = secretsSchema.safeParse(session.secrets)
  if (read.success) return read.data.accessUrl
  throw invalidField(simpleFin, {
    field: 'session',
    problem: 'holds no access URL',
    hint: 'Pass the session as it was kept, or connect again.',
  })
}

const start = async (
  { clock, random, settings }: AuthParts,
  request: StartRequest,
  ctx: CallContext | undefined,
): Promise<Challenge> => {
  checkInput(startSchema, request, { bank: simpleFin, what: 'request' })
  checkContext(ctx, simpleFin)
  const purpose = checkPurpose(request.purpose, ['accounts'] as const, simpleFin)
  const previous = request.previous === undefined ? undefined : checkSession(request.previous, { bank: simpleFin })
  const serverState =
    previous === undefined
      ? {}
      : { previous: { id: previous.id, revision: previous.revision, createdAt: previous.createdAt } }
  const base = {
    id: random.uuid(),
    provider: simpleFin.provider,
    purpose,
    expiresAt: clock.now() + 3_600_000,
    serverState,
  }
  if (settings.accessUrl !== undefined) return { ...base, kind: 'none' }
  return {
    ...base,
    kind: 'input',
    fields: [{ name: 'setupToken', label: 'Setup token', kind: 'secret' }],
    message: {
      en: 'Make a setup token at your SimpleFIN server (for the Bridge: https://bridge.simplefin.org/simplefin/create) and paste it here.',
    },
  }
}

/** A setup token that was claimed before may have been read by somebody else: that is what the user must hear. */
const alreadyClaimed = {
  status: 'failed',
  code: 'rejected',
  reason: 'The server refused the setup token (403).',
  message: {
    en: 'The setup token is unknown or was used before. If you did not use it, somebody else may have: revoke it at the server, and make a new one.',
  },
} as const satisfies AuthResult

const claim = async (
  { client }: AuthParts,
  text: string,
  ctx: CallContext | undefined,
): Promise<string | undefined> => {
  // An access URL that somebody already has is as good as a token.
  if (/^https:\/\/[^/]*@/.test(text.trim())) return text.trim()
  try {
    return await client.claim(parseSetupToken(text), ctx)
  } catch (error) {
    if (NostroError.isInstance(error) && error.code === 'consent_expired') return undefined
    throw error
  }
}

const readAnswer = ({ input }: ChallengeAnswer): string => {
  const token = input?.['setupToken']
  if (typeof token === 'string' && token.trim() !== '') return token
  throw invalidField(simpleFin, {
    field: 'input.setupToken',
    problem: 'is missing',
    hint: 'Paste the setup token of the server.',
  })
}

const advance = async (
  parts: AuthParts,
  challenge: Challenge,
  answer: ChallengeAnswer,
  ctx: CallContext | undefined,
): Promise<AuthResult> => {
  const { clock, random, settings } = parts
  checkContext(ctx, simpleFin)
  checkChallenge(challenge, { bank: simpleFin, kinds: ['input', 'none'], now: clock.now() })
  const accessUrl = challenge.kind === 'none' ? settings.accessUrl : await claim(parts, readAnswer(answer), ctx)
  if (accessUrl === undefined) return alreadyClaimed
  parseAccessUrl(accessUrl, 'the answer of the server')
  const state = stateSchema.safeParse(challenge.serverState)
  const session = toSession({
    provider: simpleFin.provider,
    purpose: 'accounts',
    previous: state.success ? state.data.previous : undefined,
    id: random.uuid(),
    now: clock.now(),
    secrets: { accessUrl },
  })
  return { status: 'complete', session }
}

/** A setup token, once; then an access URL that holds until its user revokes it at the server. */
export const createAuthProvider = (parts: AuthParts): AuthProvider => ({
  start: (request, ctx) => start(parts, request, ctx),
  advance: (challenge, answer, ctx) => advance(parts, challenge, answer, ctx),
  serves: (session) => {
    const { accessUrl } = parts.settings
    return session.provider === simpleFin.provider && (accessUrl === undefined || accessUrl === accessUrlOf(session))
  },
})

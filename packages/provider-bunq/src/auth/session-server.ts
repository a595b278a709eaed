import type { BankResponse, CallContext, EpochMs } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { endpoints } from '../api/endpoints.ts'
import { parseOptions, readEntry, readEnvelope } from '../api/envelope.ts'
import { isUser, userApiKeySchema, userSchema } from '../api/user-schemas.ts'
import type { BunqContext, InstalledContext } from '../session/context.ts'

const idSchema = z.object({ id: z.number() })
const tokenSchema = z.object({ token: z.string().min(1) })

/** bunq's own default: a week. */
const defaultTimeoutSeconds = 604_800

export interface SessionServerParts {
  readonly caller: Caller
  now(): EpochMs
}

export interface OpenedSession {
  readonly session: BunqContext['session']
  readonly user: BunqContext['user']
  readonly expiresAt: EpochMs
}

/** Opens a session; old ones stay valid until they end. Its life is what the user chose in the app ("auto logout"). */
export const createSessionServer = async (
  { caller, now }: SessionServerParts,
  context: InstalledContext,
  secret: string,
  ctx: CallContext | undefined,
): Promise<OpenedSession> => {
  // Counted from before the call: a slow answer must not make the session look younger.
  const openedAt = now()
  const response = await caller.installed(endpoints.createSession, context, { ctx, body: { secret } })
  const { user, timeoutSeconds } = readUser(response)
  return {
    session: {
      id: String(readEntry(response, 'Id', idSchema, 'the session').id),
      token: readEntry(response, 'Token', tokenSchema, 'the session').token,
      openedAt,
    },
    user,
    expiresAt: openedAt + timeoutSeconds * 1000,
  }
}

/** The user in an answer of session-server or `GET user`. */
export const readUser = (
  response: BankResponse,
): { readonly user: BunqContext['user']; readonly timeoutSeconds: number } => {
  const { items } = readEnvelope(response, 'the user')
  const kind = items.find(({ type }) => isUser.test(type))?.type ?? 'User'
  if (kind === 'UserApiKey') {
    const user = readEntry(response, kind, userApiKeySchema, 'the user')
    const timeout = firstOf(user.requested_by_user)?.session_timeout
    const name = firstOf(user.granted_by_user)?.display_name ?? null
    return { user: { id: String(user.id), kind, name }, timeoutSeconds: timeout ?? defaultTimeoutSeconds }
  }
  const user = readEntry(response, isUser, userSchema, parseOptions(response, 'the user').what)
  return {
    user: { id: String(user.id), kind, name: user.legal_name ?? user.name ?? user.display_name ?? null },
    timeoutSeconds: user.session_timeout ?? defaultTimeoutSeconds,
  }
}

const firstOf = <T>(wrapped: Readonly<Record<string, T>> | null | undefined): T | undefined =>
  Object.values(wrapped ?? {})[0]

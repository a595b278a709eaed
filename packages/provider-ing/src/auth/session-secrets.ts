import { type EpochMs, type JsonValue, NostroError, type Session } from '@nostro/core'
import { z } from 'zod'
import type { WireCustomerToken } from '../api/oauth-schemas.ts'

/** What a customer's session keeps to itself. Tokens are about 3 kB each. */
export interface CustomerSecrets {
  readonly accessToken: string
  readonly refreshToken?: string
  readonly refreshTokenExpiresAt?: EpochMs
  readonly scope: string
  /** When the customer consented: for a while after it ING may not know the accounts yet. */
  readonly consentedAt?: EpochMs
  /** Where the token was given and may be sent, and to which application. Sessions of old do not tell. */
  readonly apiUrl?: string
  readonly clientId?: string
}

/** Where a session is at home. */
export type SessionHome = Pick<CustomerSecrets, 'apiUrl' | 'clientId'>

const secretsSchema = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().optional(),
  refreshTokenExpiresAt: z.number().optional(),
  scope: z.string(),
  consentedAt: z.number().optional(),
  apiUrl: z.string().optional(),
  clientId: z.string().optional(),
})

/** @throws NostroError `invalid_request` for a session of another provider, or the TPP's own */
export const secretsOf = (session: Session): CustomerSecrets => {
  const parsed = secretsSchema.safeParse(session.secrets)
  if (session.provider === 'ing' && parsed.success) {
    const { accessToken, refreshToken, refreshTokenExpiresAt, scope, consentedAt, apiUrl, clientId } = parsed.data
    return {
      accessToken,
      scope,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(refreshTokenExpiresAt === undefined ? {} : { refreshTokenExpiresAt }),
      ...(consentedAt === undefined ? {} : { consentedAt }),
      ...homeOf({ apiUrl, clientId }),
    }
  }
  throw new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: `A session of “${session.provider}” for ${session.purpose} is not a customer’s session at ING.`,
    hint: 'Connect the customer first: `auth.start({ purpose: "accounts" })`, then `auth.advance`.',
  })
}

const homeOf = ({ apiUrl, clientId }: { readonly [Key in keyof SessionHome]: SessionHome[Key] | undefined }) => ({
  ...(apiUrl === undefined ? {} : { apiUrl }),
  ...(clientId === undefined ? {} : { clientId }),
})

/** True unless the session says that it was made at another address, or for another application. */
export const isAtHome = (session: Session, home: SessionHome): boolean => {
  if (session.purpose === 'payments') return true
  const { apiUrl = home.apiUrl, clientId = home.clientId } = secretsOf(session)
  return apiUrl === home.apiUrl && (home.clientId === undefined || clientId === home.clientId)
}

/**
 * The token answer as secrets. Without `previous` it is the answer to a consent; with it, to a refresh, and what it
 * leaves out stays as it was: a refresh may bring no new refresh token.
 */
export const toSecrets = (
  wire: WireCustomerToken,
  now: EpochMs,
  home: SessionHome,
  previous?: CustomerSecrets,
): JsonValue => {
  const refreshToken = wire.refresh_token ?? previous?.refreshToken
  const refreshTokenExpiresAt =
    wire.refresh_token_expires_in === undefined
      ? previous?.refreshTokenExpiresAt
      : now + wire.refresh_token_expires_in * 1000
  const consentedAt = previous === undefined ? now : previous.consentedAt
  return {
    accessToken: wire.access_token,
    scope: wire.scope === '' ? (previous?.scope ?? '') : wire.scope,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(refreshTokenExpiresAt === undefined ? {} : { refreshTokenExpiresAt }),
    ...(consentedAt === undefined ? {} : { consentedAt }),
    ...homeOf({ ...previous, ...home }),
  }
}

/** ING's customer tokens live 900 seconds, whatever else an answer says. */
export const accessEndsAt = (wire: WireCustomerToken, now: EpochMs): EpochMs =>
  now + Math.min(wire.expires_in, 900) * 1000

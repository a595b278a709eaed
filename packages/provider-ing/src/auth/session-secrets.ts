import type { EpochMs, JsonValue, Session } from '@nostro/core'
import { checkSession, invalidRequest } from '@nostro/provider-kit'
import { z } from 'zod'
import { ing } from '../api/errors.ts'
import type { WireCustomerToken } from '../api/oauth-client.ts'

/** What a customer's session keeps to itself. Tokens are about 3 kB each. */
export interface CustomerSecrets {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  readonly refreshTokenExpiresAt?: EpochMs | undefined
  readonly scope: string
  /** When the customer consented: for a while after it ING may not know the accounts yet. */
  readonly consentedAt?: EpochMs | undefined
  /** Where the token was given and may be sent, and to which application. Sessions of early versions do not say. */
  readonly apiUrl?: string | undefined
  readonly clientId?: string | undefined
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
  checkSession(session, { bank: ing, purposes: ['accounts', 'funds'] })
  const parsed = secretsSchema.safeParse(session.secrets)
  if (parsed.success) return parsed.data
  throw invalidRequest(
    ing,
    'The session does not hold a customer’s token of ING.',
    'Connect the customer again: `auth.start({ purpose: "accounts" })`, then `auth.advance`.',
  )
}

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
  const lifeSeconds = wire.refresh_token_expires_in
  const secrets: CustomerSecrets = {
    accessToken: wire.access_token,
    scope: wire.scope === '' ? (previous?.scope ?? '') : wire.scope,
    refreshToken: wire.refresh_token ?? previous?.refreshToken,
    refreshTokenExpiresAt: lifeSeconds === undefined ? previous?.refreshTokenExpiresAt : now + lifeSeconds * 1000,
    consentedAt: previous === undefined ? now : previous.consentedAt,
    apiUrl: home.apiUrl ?? previous?.apiUrl,
    clientId: home.clientId ?? previous?.clientId,
  }
  // JSON has no `undefined`.
  return Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== undefined)) as JsonValue
}

/** ING's customer tokens live 900 seconds, whatever else an answer says. */
export const accessEndsAt = (wire: WireCustomerToken, now: EpochMs): EpochMs =>
  now + Math.min(wire.expires_in, 900) * 1000

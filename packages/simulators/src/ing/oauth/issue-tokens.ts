import { createHash, X509Certificate } from 'node:crypto'
import type { IngWorld } from '../world.ts'
import type { AccessToken, Consent } from './grants.ts'

/** True lifetime of both access tokens, though application tokens announce 905 s. */
export const ACCESS_SECONDS = 900
export const ANNOUNCED_APPLICATION_SECONDS = 905
export const REFRESH_SECONDS = 2_592_000

/** Shaped like the compact JWE that ING gives out, of the usual size: clients must store kilobytes. */
const opaqueToken = (world: IngWorld, kid: string, payloadBytes: number): string => {
  const random = (size: number) => world.context.randomBytes(size).toString('base64url')
  const header = JSON.stringify({ alg: 'dir', enc: 'A256CBC-HS512', kid, cty: 'JWT' })
  return [Buffer.from(header).toString('base64url'), '', random(16), random(payloadBytes), random(32)].join('.')
}

export const issueAccessToken = (
  world: IngWorld,
  grant: Omit<AccessToken, 'expiresAt' | 'revoked'>,
): { readonly text: string; readonly token: AccessToken } => {
  const application = grant.subject === 'application'
  const text = opaqueToken(world, application ? 'tst-application-1' : 'tst-customer-1', application ? 1750 : 2200)
  const token: AccessToken = { ...grant, expiresAt: world.now() + ACCESS_SECONDS * 1000, revoked: false }
  world.state.tokens.set(text, token)
  return { text, token }
}

export const issueRefreshToken = (world: IngWorld, consent: Consent): string => {
  const text = opaqueToken(world, 'tst-refresh-1', 1450)
  world.state.refreshTokens.set(text, {
    clientId: consent.clientId,
    consentId: consent.id,
    expiresAt: world.now() + REFRESH_SECONDS * 1000,
    revoked: false,
  })
  return text
}

/** All tokens that stem from a consent. */
export const revokeTokens = (world: IngWorld, consentId: string): void => {
  for (const token of world.state.tokens.values()) if (token.consentId === consentId) token.revoked = true
  for (const token of world.state.refreshTokens.values()) if (token.consentId === consentId) token.revoked = true
}

/** ING's public keys in the token answer. Its `x5t` is lower-case hex, which is not what RFC 7517 says. */
export const bankKeys = (world: IngWorld): readonly Readonly<Record<string, unknown>>[] => {
  const certificate = new X509Certificate(world.pki.bank.certificate)
  const { kty, n, e } = certificate.publicKey.export({ format: 'jwk' })
  return [{ kty, n, e, use: 'sig', alg: 'RS256', x5t: createHash('sha1').update(certificate.raw).digest('hex') }]
}

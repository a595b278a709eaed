import type { Scope } from './scopes.ts'

/** An access token as the bank remembers it. Times are epoch milliseconds. */
export interface AccessToken {
  /** `signed` came from a signed token request or a customer's grant, `mtls` from an unsigned one. */
  readonly kind: 'signed' | 'mtls'
  readonly subject: 'application' | 'customer'
  readonly clientId: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: number
  /** SHA-256 fingerprint of the TLS certificate over which it was issued. */
  readonly tlsFingerprint: string
  readonly consentId?: string
  revoked: boolean
}

export interface RefreshToken {
  readonly clientId: string
  readonly consentId: string
  readonly expiresAt: number
  revoked: boolean
}

/** What a customer agreed to. */
export interface Consent {
  readonly id: string
  readonly clientId: string
  readonly profileId: string
  readonly scopes: readonly Scope[]
  readonly accountIds: readonly string[]
  /** When the customer authenticated; the full history is open for about an hour from then. */
  readonly grantedAt: number
  readonly expiresAt: number
  revoked: boolean
}

export interface AuthorizationCode {
  readonly clientId: string
  readonly consentId: string
  readonly redirectUri: string
  /** Whether the authorization request named the URI, or left it to the only one registered. */
  readonly redirectUriGiven: boolean
  readonly expiresAt: number
  used: boolean
}

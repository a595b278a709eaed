import type { PaymentKind } from '../domain/payment.ts'

export type Capability =
  | 'accounts'
  | 'balances'
  | 'transactions'
  | 'payments'
  | 'funds'
  | 'events'
  | 'identify'
  | 'esign'

/** How a session comes to be, in the field's words. */
export type AuthenticationKind =
  | 'oauth2-redirect'
  | 'oauth2-client-credentials'
  | 'api-key'
  | 'mutual-tls'
  | 'decoupled-app'
  | 'animated-qr'

/** How requests prove who sent them. */
export type SignatureScheme = 'http-signature' | 'detached-jws' | 'body-signature' | 'none'

/** Where an id means the same thing, and whether it survives. */
export interface IdentifierTraits {
  /** `global`: at the whole bank. `none`: the bank gives none. */
  readonly scope: 'global' | 'account' | 'session' | 'none'
  /** Does a pending entry keep its id when it books? `null` where the question makes no sense. */
  readonly stableFromPendingToBooked: boolean | null
  /** Is it the same after the customer renewed the consent? */
  readonly stableAcrossConsents: boolean
}

/** A limit that the bank puts on its clients, for people and for planning. The transport keeps to it. */
export interface RateLimit {
  readonly name: string
  readonly limit: number
  readonly windowSeconds: number
}

/** What a provider is and can: data from which the comparison and the docs are made. */
export interface ProviderManifest {
  /** Short, lower case, unique in a program: `ing`. */
  readonly id: string
  readonly name: string
  /** ISO 3166 alpha-2. */
  readonly countries: readonly string[]
  readonly environments: readonly string[]
  /** The one that this instance talks to. */
  readonly environment: string
  readonly capabilities: readonly Capability[]
  readonly authentication: readonly AuthenticationKind[]
  readonly signatureSchemes: readonly SignatureScheme[]
  readonly paymentKinds: readonly PaymentKind[]
  readonly rateLimits: readonly RateLimit[]
  /** May the customer's IP address be sent? */
  readonly psuHeaders: 'required' | 'optional' | 'forbidden'
  /** How far back transactions go without the customer being present; `null` when there is no limit or no history. */
  readonly historyDays: number | null
  readonly ids: {
    readonly account: IdentifierTraits
    readonly transaction: IdentifierTraits
    readonly payment: IdentifierTraits
  }
}

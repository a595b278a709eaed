import type { PaymentKind } from '../domain/payment.ts'
import type { HttpMethod } from './http-message.ts'

/** What a provider can do; the manifest names them. */
export type Capability =
  | 'accounts'
  | 'balances'
  | 'transactions'
  | 'payments'
  | 'funds'
  | 'events'
  | 'identify'
  | 'esign'

/** A set of known words that a new bank may add to. */
type Open<T extends string> = T | (string & {})

/** How a session comes to be, in the field's words: an open set, for people. */
export type AuthenticationKind = Open<
  | 'oauth2-redirect'
  | 'oauth2-client-credentials'
  | 'api-key'
  | 'mutual-tls'
  | 'signed-jwt'
  | 'redirect'
  | 'embedded'
  | 'decoupled-app'
  | 'animated-qr'
>

/** How requests prove who sent them: an open set, for people. */
export type SignatureScheme = Open<'http-signature' | 'detached-jws' | 'body-signature' | 'none'>

/** Whether the headers about the customer's device may be sent. */
export type PsuHeaderPolicy = 'required' | 'optional' | 'forbidden'

/** Where an id means the same thing, and whether it survives. */
export interface IdentifierTraits {
  /** `global`: at the whole bank. `none`: the bank gives none. */
  readonly scope: 'global' | 'account' | 'session' | 'none'
  /** Does a pending entry keep its id when it books? `null` where the question makes no sense. */
  readonly stableFromPendingToBooked: boolean | null
  /** Is it the same after the customer renewed the consent? */
  readonly stableAcrossConsents: boolean
}

/**
 * A limit that the bank puts on its clients, declared once: people read it, plans are made from it, and the transport
 * keeps to it (`budgetsFromManifest`).
 */
export interface RateLimit {
  readonly name: string
  readonly limit: number
  readonly windowSeconds: number
  /** The methods that count; all when absent. */
  readonly methods?: readonly HttpMethod[] | undefined
  /** The routes that count, as `METHOD /path/{id}`, whatever the places are called; all when absent. */
  readonly routes?: readonly string[] | undefined
  /** Routes that do not count: they have a row of their own. */
  readonly exceptRoutes?: readonly string[] | undefined
  /**
   * What has a count of its own. `client` (the default): all calls of the provider together. `customer`: each connection or
   * key. `customer-route`: each route of each connection or key.
   */
  readonly per?: 'client' | 'customer' | 'customer-route' | undefined
  /** `wait` (the default up to a minute): calls queue for their turn. `refuse`: `rate_limited` at once. */
  readonly whenFull?: 'wait' | 'refuse' | undefined
  /** Counted longer than the bank's window by so much, since calls take different time on their way; 250 ms by default. */
  readonly slackMs?: number | undefined
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
  /** Whether the customer's address and device may be sent, by what the call is for. */
  readonly psuHeaders: {
    readonly consent: PsuHeaderPolicy
    readonly accounts: PsuHeaderPolicy
    readonly payments: PsuHeaderPolicy
  }
  /** Reads without the customer in 24 hours, for each account and endpoint (RTS article 36(5)(b): four); `null`: no such limit. */
  readonly unattendedReads: number | null
  /** What its listings hold. */
  readonly lists: { readonly pending: boolean }
  /** `shifting`: entries that arrive while pages are read move later ones, so that one may be seen twice or skipped. */
  readonly paging: 'stable' | 'shifting'
  /** How far back transactions go without the customer being present; `null` when there is no limit or no history. */
  readonly historyDays: number | null
  /** IANA name of the zone in which the bank's days begin, such as `Europe/Helsinki`; by country when absent. */
  readonly timeZone?: string | undefined
  readonly ids: {
    readonly account: IdentifierTraits
    readonly transaction: IdentifierTraits
    /** `Transaction.entryReference`, where the bank gives it. */
    readonly entryReference?: IdentifierTraits | undefined
    readonly payment: IdentifierTraits
  }
}

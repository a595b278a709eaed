import type { BankAnswer } from '../http/bank-handler.ts'
import type { BankAccount, BankCustomer } from './accounts/bank-account.ts'
import type { Approach, ConsentKind, Resource } from './bank-profile.ts'
import type { Members } from './checks/fields.ts'
import type { Payment } from './payments/payment.ts'

export type ScaStatus =
  | 'received'
  | 'psuIdentified'
  | 'psuAuthenticated'
  | 'scaMethodSelected'
  | 'started'
  | 'unconfirmed'
  | 'finalised'
  | 'failed'

/** What an authorisation belongs to, and what it brings about. */
export interface Subject {
  readonly type: 'consent' | 'payment'
  readonly id: string
  readonly resource: Resource
  /** Path of the consent or payment, without the bank's prefix. */
  readonly path: string
  readonly collection: 'authorisations' | 'cancellation-authorisations'
  readonly then: 'valid' | 'terminated' | 'accepted' | 'cancelled'
}

export interface Authorisation {
  readonly id: string
  readonly bank: string
  readonly tpp: string
  readonly subject: Subject
  readonly approach: Approach
  readonly startedImplicitly: boolean
  /** The secret in a page's address. */
  readonly pageId: string
  readonly redirectUri: string | undefined
  readonly nokRedirectUri: string | undefined
  status: ScaStatus
  customer: BankCustomer | undefined
  methodId: string | undefined
  wrongAttempts: number
  /** Accounts that the customer chose at the bank. */
  chosen: readonly string[] | undefined
}

export type ConsentStatus = 'received' | 'valid' | 'rejected' | 'expired' | 'revokedByPsu' | 'terminatedByTpp'

/** The rights of a consent, by list of accounts; `all` for every account of the customer. */
export interface Rights {
  readonly accounts: readonly string[] | 'all' | 'chosen'
  readonly balances: readonly string[] | 'all' | 'chosen' | 'none'
  readonly transactions: readonly string[] | 'all' | 'chosen' | 'none'
  readonly ownerName: boolean
}

export interface Consent {
  readonly id: string
  readonly bank: string
  readonly tpp: string
  readonly kind: ConsentKind
  /** As it was sent. */
  readonly access: Members
  readonly rights: Rights
  readonly recurring: boolean
  readonly validUntil: string
  readonly frequency: number
  readonly createdAt: number
  status: ConsentStatus
  customer: BankCustomer | undefined
  /** When the customer identified; the long history is open for a while after it. */
  authorisedAt: number | undefined
  lastAction: string
  /** Ids of the accounts in this consent: they are not those of another consent. */
  accounts: ReadonlyMap<string, BankAccount>
  /** First page of each resource by day: for the frequency. */
  readonly reads: Map<string, { day: string; count: number }>
}

export interface OAuthCode {
  readonly bank: string
  readonly tpp: string
  readonly customer: BankCustomer
  readonly scope: string
  readonly redirectUri: string
  readonly challenge: string
  readonly expiresAt: number
  used: boolean
}

export interface OAuthToken {
  readonly bank: string
  readonly tpp: string
  readonly customer: BankCustomer
  readonly scope: string
  readonly expiresAt: number
}

export interface RefreshToken extends Omit<OAuthToken, 'expiresAt'> {
  used: boolean
}

export interface Modes {
  /** Pages and decoupled authorisations decide by themselves: the first customer, all accounts. */
  autoApprove: boolean
  /** `next` leads to the same page. */
  repeatPage: boolean
  /** Each page after the first fails once. */
  failPageOnce: boolean
  /** Transactions come as XML although JSON was asked for. */
  xmlThoughJson: boolean
  /** A token can be refreshed once only. */
  refreshOnce: boolean
}

export const noModes: Readonly<Modes> = {
  autoApprove: false,
  repeatPage: false,
  failPageOnce: false,
  xmlThoughJson: false,
  refreshOnce: false,
}

/** An answer kept under its `X-Request-ID`. */
export interface KeptAnswer {
  readonly request: string
  readonly answer: BankAnswer
}

/** All that changes while the simulator runs. */
export interface BerlinGroupState {
  readonly customers: Map<string, readonly BankCustomer[]>
  readonly consents: Map<string, Consent>
  readonly authorisations: Map<string, Authorisation>
  readonly payments: Map<string, Payment>
  readonly codes: Map<string, OAuthCode>
  readonly tokens: Map<string, OAuthToken>
  readonly refreshTokens: Map<string, RefreshToken>
  readonly kept: Map<string, KeptAnswer>
  /** Fingerprints of certificates that were revoked or blocked. */
  readonly badCertificates: Map<string, 'CERTIFICATE_REVOKED' | 'CERTIFICATE_BLOCKED'>
  /** Pages that failed once already. */
  readonly failedPages: Set<string>
  readonly modes: Modes
}

export const createState = (): BerlinGroupState => ({
  customers: new Map(),
  consents: new Map(),
  authorisations: new Map(),
  payments: new Map(),
  codes: new Map(),
  tokens: new Map(),
  refreshTokens: new Map(),
  kept: new Map(),
  badCertificates: new Map(),
  failedPages: new Set(),
  modes: { ...noModes },
})

/** The status in which an authorisation of each approach begins. */
export const scaStart: Readonly<Record<Approach, ScaStatus>> = {
  redirect: 'received',
  oauth: 'received',
  decoupled: 'started',
  embedded: 'received',
}

import type { BankAccount, BankCustomer } from './accounts/bank-account.ts'
import type { Aspsp, PsuType } from './aspsp.ts'
import type { Payment } from './payments/payment.ts'
import type { EnableBankingSettings, Service } from './settings.ts'

/** The registered application: one, whose key the settings name. */
export interface Application {
  readonly kid: string
  readonly name: string
  active: boolean
  services: readonly Service[]
  readonly redirectUris: readonly string[]
  /** IBANs of a restricted application; undefined when it is not restricted. */
  linkedAccounts: readonly string[] | undefined
}

/** What the customer is asked to allow. */
export interface Access {
  /** The text that came, as it came. */
  readonly validUntil: string
  readonly validUntilMs: number
  readonly balances: boolean
  readonly transactions: boolean
  /** IBANs, where the client named accounts. */
  readonly accounts?: readonly string[] | undefined
}

/** POST /auth until the customer decides. */
export interface Authorization {
  readonly id: string
  /** The secret in the page's address. */
  readonly pageId: string
  readonly aspsp: Aspsp
  readonly psuType: PsuType
  readonly access: Access
  readonly state: string
  readonly redirectUrl: string
  readonly psuIdHash: string
  readonly language: string
  readonly authMethod: string
  decided: boolean
}

export interface Code {
  readonly authorization: Authorization
  readonly customer: BankCustomer
  readonly accounts: readonly BankAccount[]
  readonly expiresAt: number
  /** When the customer identified at the bank. */
  readonly authorizedAt: number
  used: boolean
}

export type SessionStatus = 'AUTHORIZED' | 'EXPIRED' | 'CLOSED' | 'REVOKED'

export interface SessionAccount {
  /** Undefined: the bank gives no data of it. */
  readonly uid: string | undefined
  readonly account: BankAccount
}

export interface Session {
  readonly id: string
  readonly aspsp: Aspsp
  readonly psuType: PsuType
  readonly customerId: string
  readonly access: Access
  readonly psuIdHash: string
  readonly accounts: readonly SessionAccount[]
  readonly created: number
  readonly authorizedAt: number
  closed: number | undefined
  status: SessionStatus
}

/** What can be made to go wrong with this service alone. */
export interface Modes {
  /** The customer's page decides by itself: the first customer, all accounts. */
  autoApprove: boolean
  /** Balances fail at the bank while transactions work. */
  balancesFail: boolean
  /** Calls to the bank time out. */
  bankTimesOut: boolean
  /** The bank wants the customer before it goes on. */
  psuActionRequired: boolean
}

export const noModes: Readonly<Modes> = {
  autoApprove: false,
  balancesFail: false,
  bankTimesOut: false,
  psuActionRequired: false,
}

/** All that changes while the simulator runs. */
export interface EnableBankingState {
  readonly application: Application
  readonly authorizations: Map<string, Authorization>
  readonly codes: Map<string, Code>
  readonly sessions: Map<string, Session>
  readonly payments: Map<string, Payment>
  /** Customers by bank, made when the bank is first used. */
  readonly customers: Map<string, readonly BankCustomer[]>
  /** Day and unattended reads in it, by account and kind. */
  readonly reads: Map<string, { day: number; count: number }>
  /** Counts the listings, for banks whose ids change with each. */
  listings: number
  readonly modes: Modes
}

/** The id of the application, as the service's own documents show one. */
export const applicationId = 'cf589be3-3755-465b-a8df-a90a16a31403'

export const createState = (settings: EnableBankingSettings): EnableBankingState => ({
  application: {
    kid: applicationId,
    name: 'Rehearsal application',
    active: true,
    services: settings.services,
    redirectUris: settings.redirectUris,
    linkedAccounts: settings.linkedAccounts,
  },
  authorizations: new Map(),
  codes: new Map(),
  sessions: new Map(),
  payments: new Map(),
  customers: new Map(),
  reads: new Map(),
  listings: 0,
  modes: { ...noModes },
})

import { type SimpleFinAccount, toAccounts } from './accounts.ts'
import type { SimpleFinSettings } from './settings.ts'

export interface SetupToken {
  readonly expiresAt: number
  claimed: boolean
}

/** One application's access, kept as a hash of its password. */
export interface Access {
  readonly user: string
  readonly passwordHash: Buffer
  revoked: boolean
  /** Day and requests in it. */
  day: number
  count: number
}

/** What is wrong with a connection or an account. */
export type ProblemKind = 'auth' | 'connection' | 'failed' | 'missing' | 'general' | 'unknown_sub'

export interface Problem {
  readonly kind: ProblemKind
  /** A connection's id; of the account's connection where an account is named. */
  readonly connection?: string | undefined
  readonly account?: string | undefined
}

export interface Modes {
  /** 402 on the accounts. */
  paymentRequired: boolean
  /** Payee and memo are left out, as the protocol allows. */
  protocolFieldsOnly: boolean
}

export const noModes: Readonly<Modes> = { paymentRequired: false, protocolFieldsOnly: false }

export interface SimpleFinState {
  readonly setupTokens: Map<string, SetupToken>
  readonly accesses: Map<string, Access>
  readonly accounts: readonly SimpleFinAccount[]
  problems: readonly Problem[]
  readonly modes: Modes
}

export const createState = (settings: SimpleFinSettings, firstToken: string, now: number): SimpleFinState => ({
  setupTokens: new Map([[firstToken, { expiresAt: now + settings.setupTokenSeconds * 1000, claimed: false }]]),
  accesses: new Map(),
  accounts: toAccounts(settings.customer),
  problems: [],
  modes: { ...noModes },
})

import type { BudgetStore, CallContext, Clock, EpochMs, LocalDate, PageProblem, Random } from '@nostro/core'
import type { ReadPlan } from '../schedule/next-due.ts'
import type { ReadableAccount } from '../store/account-store.ts'
import type { RawSealer } from '../store/raw-store.ts'
import type { SqlStore } from '../store/sql.ts'
import type { Gate } from '../store/sync-state.ts'
import type { Source } from './source.ts'

/** Why something was not read; texts and codes are those of `NostroError`. */
export interface SyncError {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  readonly retryAfterMs?: number | undefined
}

/** An entry or a field that could not be read, and of what. */
export interface SyncProblem extends PageProblem {
  readonly of: 'transactions' | 'balances' | 'accounts'
}

/** What a sync did with one account. */
export interface AccountSyncResult {
  readonly connection: string
  /** The ledger's id: `a7`. */
  readonly account: string
  readonly name: string
  readonly added: number
  readonly modified: number
  readonly removed: number
  readonly claimed: number
  /** How many entries or fields could not be read. */
  readonly problems: readonly SyncProblem[]
  readonly walk?: 'backfill' | 'overlap' | undefined
  /** `suspicious`: so many entries were missing that nothing was removed. */
  readonly outcome?: 'complete' | 'incomplete' | 'suspicious' | undefined
  /** The first day that the bank gave, where it was later than the customer could have asked for. */
  readonly grantedFrom?: LocalDate | undefined
  readonly gate?: Gate | undefined
  /** The exact difference between the bank's balance and the book, where `gate` is `off`. */
  readonly gateOff?: string | undefined
  readonly error?: SyncError | undefined
  /** The balances could not be read; the entries were. */
  readonly balancesError?: SyncError | undefined
}

/** What happens during a sync, as it happens. */
export type SyncEvent =
  | { readonly kind: 'connection_started'; readonly connection: string }
  | {
      readonly kind: 'accounts_listed'
      readonly connection: string
      readonly accounts: number
      readonly created: number
    }
  | {
      readonly kind: 'walk_started'
      readonly connection: string
      readonly account: string
      readonly name: string
      readonly walk: 'backfill' | 'overlap'
      readonly from: LocalDate
      readonly to: LocalDate
    }
  | {
      readonly kind: 'page_read'
      readonly connection: string
      readonly account: string
      readonly name: string
      readonly pages: number
      readonly entries: number
    }
  | { readonly kind: 'account_finished'; readonly result: AccountSyncResult }
  | {
      /** Each notice of a consent is given once, over all processes and restarts. */
      readonly kind: 'consent_expiring'
      readonly connection: string
      readonly daysLeft: number
      /** Days: 14, 7, 1; 0 when the consent has ended. */
      readonly notice: number
      readonly validUntil: EpochMs
    }
  | { readonly kind: 'connection_finished'; readonly connection: string; readonly error?: SyncError | undefined }

/** How a sync reads. */
export interface SyncOptions {
  /** Present when the customer is: attended reads are not counted. */
  readonly ctx?: CallContext | undefined
  /** First day of the history to keep. Without it, as much as the bank gives. */
  readonly since?: LocalDate | undefined
  /** Read the whole granted depth again. */
  readonly full?: boolean | undefined
  /** Ask the bank and plan, but write nothing. It costs the same calls. */
  readonly dryRun?: boolean | undefined
  /** Keep accounts that are not known yet; true by default. */
  readonly createMissing?: boolean | undefined
  /** Let entries be removed in any number, after a `suspicious` outcome was looked at. */
  readonly acceptRemovals?: boolean | undefined
  /** Leave alone what is not due, or what another process reads: for schedulers, whose news may be old. */
  readonly onlyDue?: boolean | undefined
  /**
   * Only these accounts of the ledger (`a7`) are read, and the bank is not asked for its list again. Empty: the list of accounts is
   * asked for and kept, and no account is read.
   */
  readonly accounts?: readonly string[] | undefined
  /** Connections read at the same time, 4 by default. */
  readonly concurrency?: number | undefined
}

/** What a sync works with. */
export interface SyncParts {
  readonly store: SqlStore
  readonly clock: Clock
  readonly sealer: RawSealer | undefined
  readonly budgets: BudgetStore
  readonly random: Random
  /** When connections are read again without anybody asking. */
  readonly plan: ReadPlan
  /** How long a lease lasts unless it is extended. */
  readonly leaseMs: number
}

/** The sync of one account. */
export interface AccountWork {
  readonly parts: SyncParts
  readonly source: Source
  readonly account: ReadableAccount
  readonly consent: number
  readonly epoch: number
  readonly ctx: CallContext
  readonly options: SyncOptions
  readonly emit: (event: SyncEvent) => void
}

/** Ids that users see; they never change their owner. */
export const publicAccountId = (account: number): string => `a${account}`
export const publicTransactionId = (account: number, no: number): string => `a${account}-${no}`

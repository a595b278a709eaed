import type { Account, AccountRef, Balance, CallContext, EpochMs, LocalDate, Page, Transaction } from '@nostro/core'
import type { Mode } from '../plan/types.ts'

/** What the ledger must know of a bank, from the provider's manifest. */
export interface SourceTraits {
  readonly mode: Mode
  readonly paging: 'stable' | 'shifting'
  readonly listsPending: boolean
  /** Days of history without the customer being present; nothing when there is no limit. */
  readonly historyDays: number | null
  /** Unattended reads in 24 hours, for each account and endpoint; nothing when there is no limit. */
  readonly unattendedReads: number | null
  /** Are the bank's account ids the same after a renewal? */
  readonly accountIdsAreStable: boolean
  /** The bank's own zone: where an instant becomes a day. */
  readonly timeZone: string
}

/** Which entries of an account a sync asks for. */
export interface SourceQuery {
  readonly dateFrom: LocalDate
  readonly dateTo: LocalDate
  readonly cursor?: string | undefined
}

/** The consent that is in force: ids of banks in mode C mean something only under it. */
export interface SourceConsent {
  /** Another text for another consent. */
  readonly key: string
  readonly sessionId?: string | undefined
  readonly validUntil?: EpochMs | undefined
}

/** A connection as the sync engine reads it. `toSource` makes one from core's `Connection`. */
export interface Source {
  readonly id: string
  readonly provider: string
  readonly environment: string
  readonly owner?: string | undefined
  readonly traits: SourceTraits
  consent(): Promise<SourceConsent>
  accounts(ctx: CallContext): AsyncIterable<Page<Account>>
  balances(account: AccountRef, ctx: CallContext): Promise<Page<Balance>>
  transactions(account: AccountRef, query: SourceQuery, ctx: CallContext): AsyncIterable<Page<Transaction>>
}

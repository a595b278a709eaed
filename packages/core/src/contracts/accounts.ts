import type { Account, AccountRef } from '../domain/account.ts'
import type { Balance } from '../domain/balance.ts'
import type { Instant, LocalDate } from '../domain/dates.ts'
import type { Transaction } from '../domain/transaction.ts'
import type { CallContext } from './call-context.ts'
import type { SessionAccess } from './session-access.ts'

/** One page of a listing, as the bank cut it. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Opaque; give it back in the query to go on after this page. Absent on the last page. */
  readonly cursor?: string
  /** When the bank answered. */
  readonly asOf: Instant
  /** Entries that could not be read, by their place: the rest of the page is not lost for them. */
  readonly problems?: readonly { readonly index: number; readonly message: string }[]
  /** The first day that the bank really served, when it cut the period short. */
  readonly adjustedFrom?: LocalDate
}

export interface TransactionQuery {
  /** First day, inclusive, in the bank's zone. */
  readonly dateFrom?: LocalDate
  /** Last day, inclusive. Defaults to today. */
  readonly dateTo?: LocalDate
  /** Items per page; a bank's maximum is kept. */
  readonly pageSize?: number
  /** Go on after the page that carried it. */
  readonly cursor?: string
  /** Banks serve newest first; some can serve oldest first as well. */
  readonly order?: 'newest-first' | 'oldest-first'
}

/** Account information. All listings are lazy: a page is fetched when it is asked for. */
export interface AccountsProvider {
  accounts(access: SessionAccess, ctx?: CallContext): AsyncIterable<Page<Account>>
  balances(access: SessionAccess, ref: AccountRef, ctx?: CallContext): Promise<readonly Balance[]>
  transactions(
    access: SessionAccess,
    ref: AccountRef,
    query: TransactionQuery,
    ctx?: CallContext,
  ): AsyncIterable<Page<Transaction>>
}

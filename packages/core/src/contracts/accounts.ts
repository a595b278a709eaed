import type { Account, AccountRef } from '../domain/account.ts'
import type { Balance } from '../domain/balance.ts'
import type { Instant, LocalDate } from '../domain/date-types.ts'
import type { Transaction } from '../domain/transaction.ts'
import type { CallContext } from './call-context.ts'
import type { SessionAccess } from './session-access.ts'

/** Something on a page that could not be read. The rest of the page is not lost for it. */
export interface PageProblem {
  /** Place of the entry in the bank's list, from 0. */
  readonly index?: number | undefined
  /** Set: only this field of the entry is missing. Absent: the whole entry is. */
  readonly field?: string | undefined
  /** Why, for people. Never a token, personal number or full IBAN. */
  readonly message: string
}

/** One page of a listing, as the bank cut it. */
export interface Page<T> {
  readonly items: readonly T[]
  /** What could not be read. Empty on a good page; never left out, so that nothing is lost in silence. */
  readonly problems: readonly PageProblem[]
  /** When the bank answered. */
  readonly asOf: Instant
  /** Opaque; give it back in the query to go on after this page. Absent on the last page. */
  readonly cursor?: string | undefined
  /** The first day that the bank really served, when it cut the period short. */
  readonly adjustedFrom?: LocalDate | undefined
}

/** Which transactions of an account are listed, and in which pages. */
export interface TransactionQuery {
  /** First day, inclusive, in the bank's zone. */
  readonly dateFrom?: LocalDate | undefined
  /** Last day, inclusive. Defaults to today. */
  readonly dateTo?: LocalDate | undefined
  /** Items per page; a bank's maximum is kept. */
  readonly pageSize?: number | undefined
  /** Go on after the page that carried it. */
  readonly cursor?: string | undefined
  /** Banks serve newest first; some can serve oldest first as well. */
  readonly order?: 'newest-first' | 'oldest-first' | undefined
}

/** Account information. All listings are lazy: a page is fetched when it is asked for. */
export interface AccountsProvider {
  accounts(access: SessionAccess, ctx?: CallContext): AsyncIterable<Page<Account>>
  /** All balances of an account: a page without cursor. One that cannot be read is a problem and costs only itself. */
  balances(access: SessionAccess, ref: AccountRef, ctx?: CallContext): Promise<Page<Balance>>
  transactions(
    access: SessionAccess,
    ref: AccountRef,
    query: TransactionQuery,
    ctx?: CallContext,
  ): AsyncIterable<Page<Transaction>>
}

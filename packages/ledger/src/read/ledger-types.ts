import type { BalanceType, EpochMs, JsonValue, LocalDate, Money } from '@nostro/core'
import type { Evidence, RowState } from '../plan/types.ts'
import type { Gate } from '../store/sync-state.ts'

/** What users write beside the facts; a sync never touches it. Further names are allowed. */
export interface Annotations {
  readonly note?: string | undefined
  readonly category?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly hidden?: boolean | undefined
  /** The row stays as a tombstone, so that the bank's next listing does not bring it back. */
  readonly deleted?: boolean | undefined
  readonly [name: string]: JsonValue | undefined
}

/** An entry of the ledger: the bank's facts, and the user's annotations beside them. */
export interface LedgerTransaction {
  /** `a7-42`: account and running number. It never changes, also when a pending entry books. */
  readonly id: string
  readonly account: string
  readonly connection: string
  /** `removed` and `expired` are tombstones. */
  readonly state: RowState
  /** A pending entry that the bank does not list any more; it counts in no balance. */
  readonly isUnlisted: boolean
  readonly day: LocalDate
  readonly valueDay?: LocalDate | undefined
  readonly executedAt?: EpochMs | undefined
  /** Negative is debit. */
  readonly amount: Money
  readonly originalAmount?: Money | undefined
  readonly exchangeRate?: string | undefined
  readonly bankId?: string | undefined
  readonly entryReference?: string | undefined
  readonly endToEndId?: string | undefined
  readonly counterparty?:
    | {
        readonly name?: string | undefined
        readonly iban?: string | undefined
        readonly bban?: string | undefined
        readonly bic?: string | undefined
      }
    | undefined
  readonly text?: string | undefined
  readonly reference?: string | undefined
  readonly mandateId?: string | undefined
  readonly creditorId?: string | undefined
  readonly code?: string | undefined
  readonly balanceAfter?: Money | undefined
  readonly annotations: Annotations
}

/** Which entries are listed. */
export interface TransactionFilter {
  readonly account?: string | undefined
  readonly connection?: string | undefined
  /** Both inclusive. */
  readonly from?: LocalDate | undefined
  readonly to?: LocalDate | undefined
  /** Part of the text, the reference or the counterparty's name; upper and lower case are one. */
  readonly text?: string | undefined
  /** Part of the counterparty's name, or its IBAN. */
  readonly counterparty?: string | undefined
  /** Decimal texts; compared with the sign. */
  readonly minAmount?: string | undefined
  readonly maxAmount?: string | undefined
  readonly states?: readonly RowState[] | undefined
  readonly category?: string | undefined
  readonly tag?: string | undefined
  /** Also what the user hid or deleted. */
  readonly includeHidden?: boolean | undefined
  /** Rows a page, 50 by default, at most 1,000. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** A page of a list; `cursor` is absent on the last one. */
export interface LedgerPage<T> {
  readonly items: readonly T[]
  /** Give it back to go on after this page. Absent on the last one. */
  readonly cursor?: string | undefined
}

/** A balance as the bank last gave it. */
export interface LedgerBalance {
  readonly type: BalanceType
  readonly amount: Money
  readonly day?: LocalDate | undefined
  readonly readAt: EpochMs
}

/** An account as the ledger keeps it. */
export interface LedgerAccount {
  /** `a7`. */
  readonly id: string
  readonly connection: string
  readonly provider: string
  /** The bank's own id under the newest consent that lists the account. */
  readonly bankId?: string | undefined
  readonly iban?: string | undefined
  readonly bban?: string | undefined
  readonly maskedPan?: string | undefined
  readonly currency?: string | undefined
  readonly kind: string
  readonly product?: string | undefined
  readonly name?: string | undefined
  readonly ownerName?: string | undefined
  readonly status: string
  /** False: the consent in force does not list it. Nothing of it was deleted. */
  readonly isInConsent: boolean
  readonly balances: readonly LedgerBalance[]
  /** Exact sum of the booked entries in the account's currency. */
  readonly total: string
  readonly coveredFrom?: LocalDate | undefined
  readonly coveredTo?: LocalDate | undefined
  /** Days that no walk covered and that the bank does not give any more. */
  readonly holes: readonly (readonly [LocalDate, LocalDate])[]
  /** When the bank answered the last complete walk. */
  readonly asOf?: EpochMs | undefined
  readonly lastAttemptAt?: EpochMs | undefined
  readonly lastError?: string | undefined
  readonly outcome?: string | undefined
  readonly balancesAsOf?: EpochMs | undefined
  readonly gate: Gate
  readonly gateOff?: string | undefined
}

/** What happened since a cursor. Added and modified rows are given whole: a reader keeps the last one of each id. */
export interface Changes {
  readonly added: readonly LedgerTransaction[]
  readonly modified: readonly LedgerTransaction[]
  /** Ids of rows that are gone: removed by the bank, expired, or deleted by the user. Some of them may never have been given. */
  readonly removed: readonly string[]
  readonly cursor: string
  readonly hasMore: boolean
}

/** Why a row is what it is: one decision of the planner or of a person. */
export interface Decision {
  readonly at: EpochMs
  readonly walk: number
  readonly kind: string
  readonly points?: number | undefined
  readonly evidence?: readonly Evidence[] | undefined
  readonly changed?: readonly string[] | undefined
  /** The other row that the decision is about. */
  readonly with?: string | undefined
  readonly detail: Readonly<Record<string, unknown>>
}

/** Why a row is what it is. */
export interface Explanation {
  readonly transaction: LedgerTransaction
  /** What it is recognised by: the bank's stable id, or day, amount and currency with its number among equals. */
  readonly identity: {
    readonly kind: 'id' | 'bucket' | 'pending' | 'merged'
    readonly key: string
    readonly occurrence?: number | undefined
  }
  /** The walk that saw it first. */
  readonly firstWalk: number
  /** Since when a booked entry is not listed any more; it still counts until a second complete walk misses it too. */
  readonly missingSince?: EpochMs | undefined
  readonly decisions: readonly Decision[]
  /** What the bank said before, oldest first. */
  readonly versions: readonly {
    readonly at: EpochMs
    readonly changed: readonly string[]
    readonly before: LedgerTransaction
  }[]
  /** Payment made through Nostro that became this entry. */
  readonly payment?: string | undefined
  /** The bank's original, where it is kept. */
  readonly raw?: unknown
}

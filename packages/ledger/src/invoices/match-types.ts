import type { LocalDate } from '@nostro/core'
import type { EvidenceClass, Invoice, MatchDifference, MatchEvidence } from './invoice-types.ts'

/** Amounts of this room are whole numbers at five decimals, as the ledger's sums are. */
export type Units = bigint

export interface KnownInvoice {
  readonly id: number
  readonly invoice: Invoice
  /** Of the entry that pays it: 1 comes in, -1 goes out. */
  readonly sign: 1 | -1
  readonly total: Units
  readonly open: Units
  /** Paid in part already: its discount is gone, and an equal amount says less. */
  readonly isTouched: boolean
  /** A person marked it as done. */
  readonly isDone: boolean
}

export interface EntryToMatch {
  readonly account: number
  readonly no: number
  readonly day: LocalDate
  /** With its sign. */
  readonly amount: Units
  readonly currency: string
  readonly original?: { readonly amount: Units; readonly currency: string } | undefined
  /** What no match has taken yet; positive. */
  readonly free: Units
  readonly reference: string | null
  readonly text: string | null
  readonly endToEndId: string | null
  readonly mandateId: string | null
  readonly code: string | null
  readonly name: string | null
  readonly iban: string | null
  /** Of the account that it stands in. */
  readonly ownIban: string | null
}

export interface ActiveMatch {
  readonly id: number
  readonly invoice: number
  readonly account: number
  readonly no: number
  readonly isByPerson: boolean
}

/** What differs in fees is allowed: the smaller of the shares and amounts decides. */
export interface MatchSettings {
  /** Share of the open amount that a fee may take, decimal text; 0.005 by default. */
  readonly feeShare: string
  /** What it may take at most where the share is less, in the invoice's currency, but never over a twentieth; 25.00 by default. */
  readonly feeMost: string
  /** Rates that the caller vouches for: `{ 'USD/EUR': '0.92' }` is what one dollar is in euro. */
  readonly rates: Readonly<Record<string, string>>
}

export interface MatchInput {
  readonly invoices: readonly KnownInvoice[]
  readonly entries: readonly EntryToMatch[]
  readonly matches: readonly ActiveMatch[]
  /** `account-no` of entries that a person marked as done, that were returned, or that are a return. */
  readonly closedEntries: ReadonlySet<string>
  /** `account-no:invoice` and `account-no:invoice,invoice`, as {@link declineKey} writes them. */
  readonly declined: ReadonlySet<string>
  readonly ownIbans: ReadonlySet<string>
  /** IBANs that paid before, by customer's key. */
  readonly learnedIbans: readonly { readonly iban: string; readonly customer: string }[]
  readonly settings: MatchSettings
}

export interface PlannedMatch {
  readonly invoice: number
  readonly account: number
  readonly no: number
  readonly amount: Units
  readonly entryAmount: Units
  readonly difference?: { readonly kind: MatchDifference['kind']; readonly amount: Units } | undefined
  readonly class: EvidenceClass
  readonly evidence: readonly MatchEvidence[]
}

export interface PlannedSuggestion {
  readonly account: number
  readonly no: number
  readonly kind: 'match' | 'return'
  readonly class: EvidenceClass
  readonly isWeak: boolean
  readonly parts: readonly (Pick<PlannedMatch, 'invoice' | 'amount' | 'entryAmount' | 'difference'> & {
    /** Of a return: the match whose money went back. */
    readonly match?: number | undefined
  })[]
  readonly evidence: readonly MatchEvidence[]
}

export interface PlannedReturn {
  readonly match: number
  readonly account: number
  readonly no: number
}

export const entryKey = ({ account, no }: { readonly account: number; readonly no: number }): string =>
  `${account}-${no}`

export const declineKey = (entry: { readonly account: number; readonly no: number }, ids: readonly number[]): string =>
  `${entryKey(entry)}:${ids.toSorted((a, b) => a - b).join(',')}`

/** Customers and suppliers may share an id: the direction belongs to the key. */
export const customerKey = ({ direction, customer }: Pick<Invoice, 'direction' | 'customer'>): string =>
  `${direction}:${customer.id}`

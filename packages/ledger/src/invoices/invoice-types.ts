import type { EpochMs, LocalDate, Money } from '@nostro/core'
import type { InvoiceReference } from './references.ts'

/** Whom an invoice is for, or from. */
export interface InvoiceCustomer {
  /** The caller's own id of the customer or supplier. */
  readonly id: string
  readonly name?: string | undefined
  /** Other names under which it pays. */
  readonly aliases?: readonly string[] | undefined
  readonly ibans?: readonly string[] | undefined
}

/** Less to pay until a day: an amount in the invoice's currency, or a percentage of the total as decimal text. */
export interface InvoiceDiscount {
  readonly amount?: string | undefined
  readonly percent?: string | undefined
  /** Last day on which it holds. */
  readonly until: LocalDate
}

/** Whether money is to come in or to go out. */
export type InvoiceDirection = 'receivable' | 'payable'

/** An invoice as its owner gives it. */
export interface Invoice {
  /** As printed on it. Number, direction, kind and customer together name one invoice: given again, it is updated. */
  readonly number: string
  /** `receivable`: a customer pays us. `payable`: we pay a supplier. */
  readonly direction: InvoiceDirection
  /** Positive, also of a credit note: what kind it is says which way the money goes. */
  readonly total: Money
  readonly issuedOn: LocalDate
  readonly dueOn?: LocalDate | undefined
  readonly references?: readonly InvoiceReference[] | undefined
  /** Given out by us for this invoice: in a payment request or a direct debit. */
  readonly endToEndIds?: readonly string[] | undefined
  readonly customer: InvoiceCustomer
  readonly discount?: InvoiceDiscount | undefined
  readonly kind?: 'invoice' | 'credit-note' | undefined
}

/** `open` waits for money; `paid` needs none; `done` was closed by a person and is never touched by a rule. */
export type InvoiceState = 'open' | 'paid' | 'done'

/** An invoice as the ledger keeps it. */
export interface LedgerInvoice extends Invoice {
  /** `i12`. */
  readonly id: string
  readonly kind: 'invoice' | 'credit-note'
  readonly state: InvoiceState
  /** What is still to be paid, in the invoice's currency. */
  readonly open: Money
  readonly createdAt: EpochMs
  readonly updatedAt: EpochMs
}

/** The classes of evidence (docs/invoices.md). A to E make a match, F and G a suggestion; `person` is a match by hand. */
export type EvidenceClass = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'person'

/** What ties an entry to an invoice. */
export type EvidenceKind =
  | 'reference'
  | 'end-to-end-id'
  | 'number'
  | 'iban'
  | 'name'
  | 'amount'
  | 'amount-part'
  | 'amount-more'
  | 'amount-less-discount'
  | 'amount-less-fee'
  | 'amount-sum'
  | 'amount-original'
  | 'amount-converted'
  | 'day'
  | 'only-open-of-customer'
  | 'only-open-of-amount'
  | 'foreign-iban'
  | 'several-named'
  | 'discount-late'
  | 'rest-of-overpayment'
  | 'return'

/** One thing that speaks for a match, or against it, with both values as they stand. */
export interface MatchEvidence {
  readonly kind: EvidenceKind
  /** What the entry of the account says. */
  readonly entry: string
  /** What the invoice says. */
  readonly invoice: string
  /** False: speaks against the match. */
  readonly supports: boolean
}

/** Why a payment differs from its invoice. */
export interface MatchDifference {
  readonly kind: 'fee' | 'discount'
  readonly amount: string
}

/** Money of one entry that pays one invoice. */
export interface Match {
  /** `m7`. */
  readonly id: string
  readonly invoice: string
  readonly entry: string
  /** In the invoice's currency, positive. */
  readonly amount: Money
  /** What it takes of the entry, in the entry's currency: the same but for another currency. */
  readonly entryAmount: Money
  /** What closes the invoice beside the amount. */
  readonly difference?: MatchDifference | undefined
  readonly class: EvidenceClass
  /** `rule`, or who decided. A person's decision is never changed by a rule. */
  readonly decidedBy: string
  readonly evidence: readonly MatchEvidence[]
  readonly at: EpochMs
  readonly undone?:
    | {
        readonly at: EpochMs
        readonly by: string
        /** `returned`: the money went back. `entry-changed`: the bank withdrew or changed the entry. */
        readonly reason: 'person' | 'returned' | 'entry-changed' | 'invoice-changed'
      }
    | undefined
}

/** An invoice that an entry may pay, and how much of it. */
export interface ProposedMatch {
  readonly invoice: string
  readonly amount: Money
  readonly difference?: MatchDifference | undefined
}

/** What a rule must not decide by itself. */
export interface MatchSuggestion {
  /** `s9`. */
  readonly id: string
  readonly entry: string
  /** `match`: these matches. `return`: the money of a match that a person made went back. */
  readonly kind: 'match' | 'return'
  readonly class: EvidenceClass
  /** Hardly more than a coincidence: the amount alone. */
  readonly isWeak: boolean
  readonly matches: readonly ProposedMatch[]
  readonly evidence: readonly MatchEvidence[]
  readonly at: EpochMs
}

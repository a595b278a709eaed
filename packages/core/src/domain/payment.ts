import type { Instant, LocalDate } from './date-types.ts'
import type { Money } from './money-types.ts'

/** Whom to pay. Which member is needed depends on product and bank; the provider says so before anything is sent. */
export interface Creditor {
  readonly name?: string | undefined
  readonly iban?: string | undefined
  readonly bban?: string | undefined
  readonly bic?: string | undefined
  /** Banks that know their customers by it (bunq): pays another customer of the bank. */
  readonly email?: string | undefined
  readonly phone?: string | undefined
  readonly address?:
    | {
        readonly street?: string | undefined
        readonly buildingNumber?: string | undefined
        readonly postalCode?: string | undefined
        readonly city?: string | undefined
        /** ISO 3166 alpha-2. */
        readonly country: string
      }
    | undefined
}

/** The account to pay from: by the bank's id, by IBAN, or both. Banks with their own consent page may leave it open. */
export interface Debtor {
  readonly accountId?: string | undefined
  readonly iban?: string | undefined
  readonly currency?: string | undefined
  readonly name?: string | undefined
}

/** One transfer of money. `amount` is positive. */
export interface CreditTransfer {
  readonly amount: Money
  readonly creditor: Creditor
  /** Text for the receiver. */
  readonly remittanceInformation?: string | undefined
  readonly remittanceReference?: string | undefined
  /** At most 35 characters, comes back on both statements. */
  readonly endToEndId?: string | undefined
}

/** The scheme by which a payment travels. */
export type PaymentProduct = 'sepa' | 'cross-border' | 'domestic' | 'target-2' | 'bank-internal'

/** How often a periodic payment is made. */
export type PaymentFrequency =
  | 'daily'
  | 'weekly'
  | 'every-two-weeks'
  | 'monthly'
  | 'monthly-variable'
  | 'every-two-months'
  | 'quarterly'
  | 'half-yearly'
  | 'yearly'

interface PaymentBase {
  readonly debtor?: Debtor | undefined
  readonly product?: PaymentProduct | undefined
}

/** The kinds of payment. Which of them a bank takes stands in its manifest (`paymentKinds`). */
export type Payment =
  | (PaymentBase & CreditTransfer & { readonly kind: 'single' | 'instant' })
  | (PaymentBase & CreditTransfer & { readonly kind: 'scheduled'; readonly requestedExecutionDate: LocalDate })
  | (PaymentBase &
      CreditTransfer & {
        readonly kind: 'periodic'
        readonly startDate: LocalDate
        /** Absent: until cancelled. */
        readonly endDate?: LocalDate | undefined
        readonly frequency: PaymentFrequency
        /** 1 to 31, where the bank takes a day. 31 is the last day of each month. */
        readonly dayOfExecution?: number | undefined
        /** What happens to a day that is no banking day. */
        readonly executionRule?: 'following' | 'preceding' | undefined
      })
  | (PaymentBase & {
      readonly kind: 'bulk'
      readonly payments: readonly CreditTransfer[]
      readonly requestedExecutionDate?: LocalDate | undefined
    })
  | (PaymentBase & { readonly kind: 'draft'; readonly payments: readonly CreditTransfer[] })
  | (PaymentBase & {
      readonly kind: 'request'
      readonly amount: Money
      /** Who is asked to pay. */
      readonly payer: Creditor
      readonly description: string
    })

/** The kinds of payment; the manifest says which of them a bank takes. */
export type PaymentKind = Payment['kind']

/** Enough to ask for the payment again, in another process and another year. */
export interface PaymentRef {
  readonly provider: string
  readonly kind: PaymentKind
  /** The bank's id of the payment. */
  readonly id: string
  /** Bank-specific address parts, such as the product or the account. */
  readonly details?: Readonly<Record<string, string>> | undefined
}

/** ISO 20022 external payment status, `unknown` for a code that is new to us. `final` ones do not change any more. */
export type TransactionStatus =
  | 'RCVD'
  | 'PDNG'
  | 'ACTC'
  | 'ACCP'
  | 'ACWC'
  | 'ACWP'
  | 'ACSP'
  | 'ACSC'
  | 'ACCC'
  | 'ACFC'
  | 'PATC'
  | 'PART'
  | 'ACTV'
  | 'EXPI'
  | 'CANC'
  | 'RJCT'
  | 'unknown'

/** What the bank says of a payment. */
export interface PaymentStatus {
  readonly ref: PaymentRef
  readonly transactionStatus: TransactionStatus
  readonly final: boolean
  readonly fundsAvailable?: boolean | undefined
  /** Why, in the bank's words. */
  readonly reasons: readonly string[]
  readonly asOf: Instant
  readonly raw: unknown
}

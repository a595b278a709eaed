import type { Instant, LocalDate } from './date-types.ts'
import type { Money } from './money-types.ts'

/** `information` entries (standing orders and the like) move no money. */
export type BookingStatus = 'booked' | 'pending' | 'information' | 'unknown'

/** The other side of a transaction: the creditor of a debit, the debtor of a credit; never the holder. */
export interface Counterparty {
  readonly name?: string | undefined
  readonly iban?: string | undefined
  readonly bban?: string | undefined
  readonly bic?: string | undefined
}

/** What a payment says to its receiver. */
export interface RemittanceInformation {
  /** Lines in order, without the bank's separators. */
  readonly unstructured?: readonly string[] | undefined
  /** A structured reference such as `RF18539007547034` (ISO 11649). */
  readonly reference?: string | undefined
  readonly referenceType?: string | undefined
  readonly referenceIssuer?: string | undefined
}

/** One entry on an account. A pending one may vanish, or book under another id: see the manifest. */
export interface Transaction {
  readonly provider: string
  readonly accountId: string
  /** The bank's id. Placeholders such as `0` are left out. */
  readonly transactionId?: string | undefined
  /** The account servicer's reference of a booked entry. Its scope stands in the manifest. */
  readonly entryReference?: string | undefined
  /** The id under which the same entry was listed before, where the bank links a pending entry to its booking. */
  readonly previousId?: string | undefined
  /** Absent when the bank says `NOTPROVIDED`. */
  readonly endToEndId?: string | undefined
  readonly bookingStatus: BookingStatus
  /** The day of booking in the bank's own zone. */
  readonly bookingDate?: LocalDate | undefined
  readonly valueDate?: LocalDate | undefined
  /** When it happened, where the bank tells. */
  readonly executedAt?: Instant | undefined
  /** Negative is debit. */
  readonly amount: Money
  readonly counterparty?: Counterparty | undefined
  readonly remittanceInformation?: RemittanceInformation | undefined
  /** Direct debits: the mandate that the debtor signed. */
  readonly mandateId?: string | undefined
  /** Direct debits: the creditor identifier (SEPA, `DE98ZZZ09999999999`). */
  readonly creditorId?: string | undefined
  /** The bank's own type in its own words (`Sepa Credit Transfer`, `IDEAL`): an open set. */
  readonly bankTransactionCode?: string | undefined
  readonly balanceAfter?: Money | undefined
  /** Card and foreign payments: the amount at the till, and the rate as the bank's decimal text. */
  readonly originalAmount?: Money | undefined
  readonly exchangeRate?: string | undefined
  readonly raw: unknown
}

export type PsuType = 'personal' | 'business'

export interface Credential {
  readonly name: string
  readonly title: string
  readonly required: boolean
  /** Regular expression of the value. */
  readonly template?: string
}

export interface AuthMethod {
  readonly name: string
  readonly title: string
  readonly psuType: PsuType
  readonly approach: 'REDIRECT' | 'DECOUPLED' | 'EMBEDDED'
  readonly hidden: boolean
  readonly credentials?: readonly Credential[]
}

/** What a bank demands of one type of payment: a row of `aspsps[].payments[]`. */
export interface PaymentTerms {
  readonly paymentType: string
  readonly psuTypes: readonly PsuType[]
  readonly debtorAccountRequired: boolean
  readonly creditorNameRequired: boolean
  readonly remittanceLines: number
  readonly maxTransactions: number
  readonly executionDateSupported: boolean
  readonly currencies: readonly string[]
  readonly finalSuccessfulStatuses: readonly string[]
}

/** How one bank's data differ from another's: each habit is one that users of the service have met. */
export interface Habits {
  /** Seconds. */
  readonly maximumConsentSeconds: number
  /** All of these or none. */
  readonly requiredPsuHeaders: readonly string[]
  /** Calls with PSU headers fail at the bank. */
  readonly failsWithPsuHeaders: boolean
  /** Calls with `date_to` fail at the bank. */
  readonly failsWithDateTo: boolean
  readonly pageSize: number
  /** Pages without entries, but with a key, that come before the first entry when the longest history is asked for. */
  readonly emptyFirstPages: number
  /** Every key leads to the same page with the same key. */
  readonly repeatsPage: boolean
  /** A key is refused when the first request named a status. */
  readonly refusesKeyWithStatus: boolean
  readonly references: 'lasting' | 'none' | 'zero_when_pending' | 'positional' | 'changing'
  readonly transactionIds: 'lasting' | 'per_listing' | 'none'
  /** Days of history, today included. */
  readonly historyDays: number
  /** The longer history, and for how many minutes after the customer's login it is given. */
  readonly freshHistory: { readonly days: number; readonly minutes: number }
  readonly periodError: 'with_date' | 'without_date' | 'period_invalid'
  readonly pending: 'listed' | 'refused' | 'absent'
  /** Pending entries have `transaction_date` alone. */
  readonly pendingDates: 'value' | 'transaction_only'
  /** Hours after which the remittance text of an entry is complete. */
  readonly textCompleteAfterHours: number
  readonly oldestFirst: boolean
  /** Debits come with a minus sign besides their indicator. */
  readonly minusSigns: boolean
  readonly balances: readonly string[]
  /** Currency accounts share the IBAN of the current account. */
  readonly sharedIban: boolean
  /** The account's currency is given as `XXX`. */
  readonly currencyUnknown: boolean
  /** The savings account cannot be read: it has no `uid`. */
  readonly blockedSavings: boolean
  /** Own side of an entry: absent, empty name, or the holder. */
  readonly ownSide: 'absent' | 'empty_name' | 'holder'
  /** Counterparty of a card payment is a technical `CARD-` number. */
  readonly technicalCardNames: boolean
  /** Further entries: one scheduled, one rejected, one held. */
  readonly furtherStatuses: boolean
  /** A new consent of the same customer ends the old one at once. */
  readonly renewalEndsOld: boolean
}

export interface Aspsp {
  readonly name: string
  readonly country: string
  readonly bic: string
  readonly currency: string
  readonly psuTypes: readonly PsuType[]
  readonly authMethods: readonly AuthMethod[]
  readonly beta: boolean
  readonly group?: string
  readonly payments: readonly PaymentTerms[]
  readonly habits: Habits
}

/** A bank's identity is its name with its country. */
export const aspspKey = ({ name, country }: { readonly name: string; readonly country: string }): string =>
  `${country}/${name}`

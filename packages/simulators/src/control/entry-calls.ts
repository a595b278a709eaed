/** A movement that a test gives. Amounts are signed decimal texts: what leaves the account is negative. */
export interface NewEntry {
  readonly amount: string
  /** `booked` when absent. */
  readonly status?: 'booked' | 'pending' | undefined
  /** ISO instant; now when absent. One that lies ahead appears when the clock gets there. */
  readonly at?: string | undefined
  readonly counterparty?: { readonly name: string; readonly iban?: string; readonly bic?: string } | undefined
  readonly description?: string | undefined
  /** Pending ones: when they book by themselves; two days when absent, never when null. */
  readonly booksAfterSeconds?: number | null | undefined
}

/** What ING has beyond it. */
export interface NewIngEntry extends NewEntry {
  /** Of the account's ledgers; the first when absent. */
  readonly currency?: string | undefined
  /** `YYYY-MM-DD`. */
  readonly bookingDate?: string | undefined
  readonly valueDate?: string | undefined
  readonly endToEndId?: string | undefined
  /** Made when absent; an empty one is an id that says nothing. */
  readonly transactionId?: string | undefined
  /** Pending ones: the id under which they book. */
  readonly bookedId?: string | undefined
}

/** What changes when an entry is settled or corrected; what is absent stays. */
export interface EntryChange {
  readonly amount?: string | undefined
  readonly description?: string | undefined
  readonly counterparty?: { readonly name: string; readonly iban?: string; readonly bic?: string } | undefined
}

/** What of an entry at ING changes. */
export interface IngEntryChange extends EntryChange {
  readonly currency?: string | undefined
  readonly bookingDate?: string | undefined
  readonly valueDate?: string | undefined
  readonly endToEndId?: string | undefined
  /** The id from now on. */
  readonly newId?: string | undefined
}

/** An entry of the simulated ING as it stands now. */
export interface IngEntryView {
  readonly transactionId: string
  readonly status: 'booked' | 'pending'
  readonly at: string
  readonly bookingDate: string
  readonly amount: string
  readonly counterparty: string
  readonly description: string
}

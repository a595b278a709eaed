import type { EpochMs } from '../clock/simulated-clock.ts'

/** Minor units (cents) as a bigint: no float ever holds an amount. Negative leaves the account. */
export type MinorUnits = bigint

export interface SeedCounterparty {
  readonly name: string
  readonly iban?: string
  readonly bic?: string
}

/** One movement. `pending` ones book later under `bookedId`, which differs from `id`. */
export interface SeedTransaction {
  readonly id: string
  readonly bookedId?: string
  readonly status: 'booked' | 'pending'
  /** When it happened. */
  readonly instant: EpochMs
  /** `YYYY-MM-DD` in Europe/Amsterdam. */
  readonly bookingDate: string
  readonly amount: MinorUnits
  readonly counterparty: SeedCounterparty
  readonly remittance: string
  /** ISO 11649 (`RF..`) or the like, when the payment has one. */
  readonly structuredReference?: string
  readonly endToEndId?: string
  readonly kind:
    | 'salary'
    | 'rent'
    | 'groceries'
    | 'refund'
    | 'card'
    | 'transfer'
    | 'foreign'
    | 'interest'
    | 'subscription'
  /** Pending ones: when they book; two days after `instant` when absent, never for infinity. */
  readonly booksAt?: EpochMs | undefined
  /** `YYYY-MM-DD`; the booking date when absent. */
  readonly valueDate?: string
  /** What the bank writes anew at a later moment. */
  readonly change?: {
    readonly at: EpochMs
    readonly fields: Partial<Pick<SeedTransaction, 'amount' | 'bookingDate' | 'remittance'>>
  }
  readonly original?: { readonly amount: MinorUnits; readonly currency: string; readonly rate: string }
}

export interface SeedAccount {
  /** Stable UUID. */
  readonly id: string
  readonly kind: 'current' | 'savings' | 'joint' | 'card' | 'foreign'
  readonly iban: string
  readonly currency: string
  readonly name: string
  /** Balance before the first transaction. */
  readonly opening: MinorUnits
  /** Oldest first. */
  readonly transactions: readonly SeedTransaction[]
}

export interface SeedCustomer {
  readonly id: string
  readonly name: string
  readonly givenName: string
  readonly surname: string
  readonly email: string
  readonly phone: string
  /** `YYYY-MM-DD`. */
  readonly birthDate: string
  /** Swedish 12-digit personal number with a right check digit (BankID users). */
  readonly personalNumber: string
  readonly accounts: readonly SeedAccount[]
}

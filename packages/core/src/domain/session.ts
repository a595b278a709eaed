import type { EpochMs } from './date-types.ts'

/** What a session may be used for. `payments` at a bank with its own payment page is the TPP's own session. */
export type SessionPurpose = 'accounts' | 'payments' | 'funds' | 'identify'

/** JSON and nothing else: survives a store, a queue and another process. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/**
 * What was agreed with a bank and its tokens: plain, serialisable, versioned data.
 * `secrets` is opaque to everybody but the provider that made it. Stores encrypt the whole; nobody logs it.
 */
export interface Session {
  /** Version of this shape. */
  readonly specVersion: 1
  /** Stable over renewals. */
  readonly id: string
  /** Manifest id of the provider. */
  readonly provider: string
  readonly purpose: SessionPurpose
  /** 1 at first; grows by one with each renewal: the compare-and-swap value of the store. */
  readonly revision: number
  readonly createdAt: EpochMs
  /** When the access part (token, bank session) ends; absent when the bank does not tell. */
  readonly expiresAt?: EpochMs | undefined
  /** When the customer must be asked again. */
  readonly consentValidUntil?: EpochMs | undefined
  /**
   * The bank's stable id of the customer, where it gives one (bunq's user id). A renewal with another value is refused
   * as `customer_mismatch`. Personal data; a person's national number is kept as a hash.
   */
  readonly customer?: string | undefined
  readonly secrets: JsonValue
}

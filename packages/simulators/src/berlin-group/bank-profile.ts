import type { BerlinGroupSignatureVariant } from '../verify/verify-berlin-group-signature.ts'

export type ConsentKind =
  | 'dedicated'
  | 'bankOffered'
  | 'global'
  | 'availableAccounts'
  | 'availableAccountsWithBalance'
  | 'funds'
export type Approach = 'redirect' | 'oauth' | 'decoupled' | 'embedded'
export type BookingStatus = 'booked' | 'pending' | 'both' | 'information' | 'all'
/** Parts of the API whose paths banks prefix differently. */
export type Resource = 'consents' | 'accounts' | 'payments' | 'funds' | 'fundsConsents'

/** How one bank differs from another: the simulator behaves by these data alone. */
export interface BankProfile {
  /** First segment of the bank's address on the simulator. */
  readonly id: string
  readonly name: string
  readonly country: string
  readonly bic: string
  /** What stands between the bank's address and the resource. */
  readonly prefixes: Readonly<Record<Resource, string>>

  /** In the bank's own order of preference. */
  readonly approaches: readonly Approach[]
  readonly start: 'implicit' | 'explicit'
  /** Whether a redirect ends in `unconfirmed` until the code that the customer brings back is confirmed. */
  readonly confirmsRedirect: boolean
  /** A token of the customer is needed before the consent. */
  readonly preStep: boolean
  /** One-time-password methods of a customer. */
  readonly methods: readonly { readonly id: string; readonly type: string; readonly name: string }[]
  /** Seconds that an access token lives. */
  readonly tokenSeconds: number

  readonly consentKinds: readonly Exclude<ConsentKind, 'funds'>[]
  /** A consent that only lists accounts is valid at once when the customer is named by `PSU-ID`. */
  readonly listsUnconfirmed: boolean
  /**
   * Confirmations of funds: `consent`: under a consent of their own, made over the API; `agreed`: the customers have agreed at
   * the bank, outside the API; `none`: the bank has none.
   */
  readonly funds: 'consent' | 'agreed' | 'none'
  /** Days; undefined: as long as is asked for. */
  readonly maxValidityDays: number | undefined
  readonly multipleConsents: boolean
  readonly combinedSessions: boolean
  /** `terminated`: 204; `authorised`: 202 with a further authorisation. */
  readonly consentDelete: 'terminated' | 'authorised'

  readonly psuId: 'never' | 'optional' | 'required'
  /** Headers besides the standard's, with the values that are taken; any value for an empty list. */
  readonly requiredHeaders: Readonly<Record<string, readonly string[]>>
  /** All of these make a read an attended one. */
  readonly attendedHeaders: readonly string[]
  /** Undefined: the bank wants no message signature. */
  readonly signature: BerlinGroupSignatureVariant | undefined
  /** Whether the redirect URI's host must be one of the certificate. */
  readonly redirectHostOfCertificate: 'refused' | 'warned' | 'ignored'

  readonly bookingStatuses: readonly BookingStatus[]
  readonly withBalance: 'needed' | 'ignored' | 'refused'
  readonly balances: readonly string[]
  /** Days of history, today included, and the days given for so many minutes after the customer's login. */
  readonly history: { readonly days: number; readonly freshDays: number; readonly freshMinutes: number }
  readonly pageSize: number
  /** The list is fetched by a link of its own. */
  readonly download: boolean
  readonly transactionIds: 'lasting' | 'none'
  readonly cards: boolean

  readonly amounts: 'text' | 'number'
  readonly debits: 'negative' | 'positive'
  /** Absent texts are sent as `null`. */
  readonly nulls: boolean
  /** A structured reference as an object since 1.3.11, as a text before. */
  readonly structuredRemittance: 'object' | 'text'
  readonly links: 'absolute' | 'relative' | 'bare'
  readonly location: 'absolute' | 'relative' | 'json'
  /** Answers to POST authorisations lack the id. */
  readonly hidesAuthorisationId: boolean
  readonly errorForm: 'tppMessages' | 'problem'
  /** A revoked consent is answered with 403 RESOURCE_UNKNOWN. */
  readonly revokedIsUnknown: boolean

  readonly products: readonly string[]
  readonly services: readonly ('payments' | 'bulk-payments' | 'periodic-payments')[]
  readonly debtorOptional: boolean
  /** The status that ends a payment well. */
  readonly finalStatus: 'ACSC' | 'ACCC'
  readonly cancellation: 'direct' | 'authorised' | 'never'
  readonly maxExecutionDays: number
}

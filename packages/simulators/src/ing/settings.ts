import type { BankContext } from '../profile.ts'
import type { SeedCustomer } from '../seed/model.ts'
import type { Tpp } from './tpp/tpp.ts'

/** How the simulated ING is set up. The optional members answer what ING's own documents leave open. */
export interface IngOptions {
  /** The registered redirect URIs of the first application, compared exactly. */
  readonly redirectUris: readonly string[]
  readonly customers: readonly SeedCustomer[]
  /** Origin of the simulated bank, no slash at the end; asked when a page's address is needed. */
  readonly selfUrl: () => string
  /** Which signature payments take; `both` by default, token kind and signature agreeing within each. */
  readonly paymentSignature?: 'jws' | 'http' | 'both'
  /** Whether a refresh gives a new refresh token and ends the old one; true by default. */
  readonly rotateRefreshTokens?: boolean
  /** Amounts of AIS as JSON numbers (default) or as strings. */
  readonly amounts?: 'number' | 'string'
  /** Body of a 401 on AIS and PIS: `family` (tppMessages, default) or `message`. */
  readonly errorShape?: 'family' | 'message'
  /** `stub`: registration validates and keeps nothing, as the sandbox does; `full` keeps. By environment by default. */
  readonly registration?: 'stub' | 'full'
  /** Whether http redirect URIs on the loopback host may be registered; true by default. */
  readonly loopbackRedirects?: boolean
  /** Whether a token may be used over any certificate of its application (default) or one certificate alone. */
  readonly tokenBinding?: 'application' | 'certificate'
  /** Requests per minute and application before 429; no limit by default, as none is documented. */
  readonly requestsPerMinute?: number
  /** First pages of one kind that an account may be read per day (UTC) before 429; no limit by default. */
  readonly readsPerDay?: number
  /** Days that an AIS consent lasts; 180 by default. */
  readonly consentDays?: number
  /** Transactions on a page when the request names no limit; 100 by default. */
  readonly pageSize?: number
  /** Seconds from authorisation to each further state of a payment; 2 by default. */
  readonly paymentStepSeconds?: number
  /** A TPP with certificates of its own, registered and trusted beside the seeded ones. */
  readonly tpp?: Tpp | undefined
  /** Codes that bulk payments do not support: ignored (default) or refused. */
  readonly unsupportedBulkCodes?: 'ignore' | 'refuse'
}

export interface IngSettings extends Required<Omit<IngOptions, 'requestsPerMinute' | 'readsPerDay' | 'tpp'>> {
  readonly tpp?: Tpp | undefined
  readonly readsPerDay: number
  readonly requestsPerMinute: number
  readonly lenient: boolean
}

export const resolveSettings = (context: BankContext, options: IngOptions): IngSettings => ({
  paymentSignature: 'both',
  rotateRefreshTokens: true,
  amounts: 'number',
  errorShape: 'family',
  registration: context.environment === 'sandbox' ? 'stub' : 'full',
  loopbackRedirects: true,
  tokenBinding: 'application',
  requestsPerMinute: Number.POSITIVE_INFINITY,
  readsPerDay: Number.POSITIVE_INFINITY,
  consentDays: 180,
  pageSize: 100,
  paymentStepSeconds: 2,
  unsupportedBulkCodes: 'ignore',
  lenient: context.profile === 'lenient',
  ...options,
})

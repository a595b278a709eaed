import type { Institution } from '../domain/account.ts'
import type { Session } from '../domain/session.ts'
import type { AccountsProvider } from './accounts.ts'
import type { AuthProvider } from './auth.ts'
import type { CallContext } from './call-context.ts'
import type { Clock } from './clock.ts'
import type { EsignProvider } from './esign.ts'
import type { EventsProvider } from './events.ts'
import type { FundsProvider } from './funds.ts'
import type { Logger } from './logger.ts'
import type { ProviderManifest } from './manifest.ts'
import type { PaymentIntentStore } from './payment-intent-store.ts'
import type { PaymentsProvider } from './payments.ts'
import type { Random } from './random.ts'
import type { RequestSigner } from './request-signer.ts'
import type { TransportFactory } from './transport.ts'

/** One finding about a provider's set-up, for `nostro doctor` and for people. */
export interface Diagnosis {
  /** What was looked at: `certificate`, `clock`, `reachability`. */
  readonly subject: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly message: string
  /** What to do, where something is to be done. */
  readonly hint?: string | undefined
}

/** Which institutions are wanted. */
export interface InstitutionQuery {
  /** ISO 3166 alpha-2. */
  readonly country?: string | undefined
  /** Part of the name; case and accents do not matter. */
  readonly search?: string | undefined
  readonly customerType?: 'personal' | 'business' | undefined
}

/** A bank that a customer can choose. */
export interface ListedInstitution extends Institution {
  /** Longest validity of a consent, in days, where the bank says so. */
  readonly maximumConsentDays?: number | undefined
  readonly customerTypes?: readonly ('personal' | 'business')[] | undefined
  readonly logoUrl?: string | undefined
  readonly beta?: boolean | undefined
}

/** One bank behind the contracts. A capability that the bank lacks is an absent member, and the manifest agrees. */
export interface Provider {
  /** Version of this contract. A later version is a new file; this one stays. */
  readonly specVersion: 1
  readonly manifest: ProviderManifest
  readonly auth: AuthProvider
  readonly accounts?: AccountsProvider | undefined
  readonly payments?: PaymentsProvider | undefined
  readonly funds?: FundsProvider | undefined
  readonly events?: EventsProvider | undefined
  readonly esign?: EsignProvider | undefined
  /** The banks that can be chosen in `StartRequest.institution`, where the provider stands for many. */
  institutions?(query: InstitutionQuery, ctx?: CallContext): Promise<readonly ListedInstitution[]>
  /** The request signers by name (`http-signature`), for explaining and for calls of one's own. */
  signers?(session?: Session): Readonly<Record<string, RequestSigner>>
  diagnose?(ctx?: CallContext): Promise<readonly Diagnosis[]>
  /** Closes connections. Idempotent. */
  close(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose]?(): Promise<void>
}

/** What a provider is given. Everything that touches the world outside comes through here. */
export interface ProviderServices {
  /** Name of this provider in the program's configuration, such as `bunq-company`; the manifest's id when absent. */
  readonly instance?: string | undefined
  /** Where payments are kept from before their first byte leaves; the same store for all processes that pay. */
  readonly intents: PaymentIntentStore
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly createTransport: TransportFactory
}

/** Makes a provider. Synchronous and without I/O: connections and tokens come on first use. */
export type ProviderFactory<P extends Provider = Provider> = (services: ProviderServices) => P

import type { Clock, Connections, Logger, NostroStores, PaymentApprover, ProviderRegistry, Random } from '@nostro/core'
import type { Ledger } from '@nostro/ledger'
import type { ResolveHost } from '../webhooks/send-webhook.ts'

/** The bank behind the four routes for back offices. */
export interface BackOfficeOptions {
  /** Name of the provider in the configuration whose consents are asked for. */
  readonly instance: string
  /** The id that callers must give. */
  readonly clientId: string
  /** Serve the four routes without a token: for a demonstration on loopback alone. */
  readonly withoutToken?: boolean | undefined
}

/** An OpenID provider by which the owner and people of the team sign in. */
export interface OidcOptions {
  /** Its issuer identifier; https, but on loopback. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret?: string | undefined
  /** Name for the button. */
  readonly name?: string | undefined
  /** Who is the owner: values of `sub`, compared exactly. People of the team have theirs (`oidcSubject`). */
  readonly subjects: readonly string[]
}

/** How the API is reached and what it allows. */
export interface ApiSettings {
  /** Where browsers reach the server, without a slash at the end. */
  readonly publicUrl: string
  readonly version: string
  /** Addresses to which the callback page may send a browser on, compared exactly. */
  readonly returnUrls?: readonly string[] | undefined
  /** The customer's own address in a personal server, where no request tells it (loopback). */
  readonly psuIpAddress?: string | undefined
  readonly backOffice?: BackOfficeOptions | undefined
  /** Origins whose pages may call the API with a token, compared exactly; never with a cookie. */
  readonly corsOrigins?: readonly string[] | undefined
  /** Webhooks may go to loopback over plain HTTP: for tries on one's own machine. */
  readonly allowLocalWebhooks?: boolean | undefined
  readonly oidc?: OidcOptions | undefined
  /** The banks are simulated: the dashboard says so. */
  readonly isDemo?: boolean | undefined
  /** Read connections when they are due, in this process: where no worker does. */
  readonly schedule?: boolean | undefined
  /** Requests a minute for each token; 300 by default. */
  readonly requestsPerMinute?: number | undefined
}

/** What the API is made of: plain ports, so that it can be mounted into any program. */
export interface ApiParts {
  readonly ledger: Ledger
  readonly connections: Connections
  readonly registry: ProviderRegistry
  readonly stores: Pick<NostroStores, 'connections' | 'sessions' | 'intents'>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** 32 bytes from which the keys are made that seal what waits for customers. */
  readonly secret: Uint8Array
  readonly settings: ApiSettings
  /** Has a person approve payments with their own device: BankID, where it is configured. */
  readonly approver?: PaymentApprover | undefined
  /** Addresses of a host name, for webhooks; the system’s resolver by default. */
  readonly resolveHost?: ResolveHost | undefined
}

import type { EpochMs } from '../domain/date-types.ts'
import type { CallContext } from './call-context.ts'
import type { BankResponse, HttpMethod, OutgoingRequest } from './http-message.ts'
import type { RequestSigner } from './request-signer.ts'
import type { ResponseVerifier } from './response-verifier.ts'

/** Puts the session's token on a request and tells when the bank says that it is dead. */
export interface Authorizer {
  /** Whose calls these are, for rate limits that hold per customer or key: the same in every process, and no secret. */
  readonly budgetKey?: string | undefined
  /** Asked before each attempt: `{ Authorization: 'Bearer …' }`. */
  headers(ctx: CallContext): Promise<Readonly<Record<string, string>>>
  /** True when the answer means "this token is dead", as far as the bank distinguishes it from other refusals. */
  isRejected(response: BankResponse): boolean
  /** Called once after a rejection; the request is then signed and sent once more. */
  renew(ctx: CallContext): Promise<void>
}

/** How one call is sent. */
export interface SendOptions {
  readonly ctx: CallContext
  /** Template for logs and budgets, without ids: `GET /v3/accounts/{id}/balances`. */
  readonly route: string
  readonly signer?: RequestSigner | undefined
  readonly verifier?: ResponseVerifier | undefined
  readonly authorize?: Authorizer | undefined
  /**
   * True when sending twice does no harm. Only then a lost or 5xx answer is retried; otherwise a loss after the first
   * byte left is `outcome_unknown`.
   */
  readonly idempotent: boolean
  /** Overrides the transport's total time, connection and retries included. */
  readonly timeoutMs?: number | undefined
  /** Overrides the transport's limit of the answer's size. */
  readonly maxResponseBytes?: number | undefined
}

/**
 * The one way to a bank. Resolves with any complete answer that passed the verifier, also 4xx and 5xx.
 * @throws NostroError `aborted`, `timeout`, `bank_unavailable`, `outcome_unknown`, `certificate_rejected`,
 * `rate_limited` (own budget), `clock_skew`, `protocol_violation`, `verification_failed`
 */
export interface Transport {
  send(request: OutgoingRequest, options: SendOptions): Promise<BankResponse>
  /**
   * A link of the bank made into a target on `origin`: relative ones are resolved, absolute ones must be on that origin.
   * @throws NostroError `protocol_violation`: a foreign link would hand a token to a stranger.
   */
  resolveLink(origin: string, href: string): string
  /** What the bank's clock shows now, as learnt from its `Date` headers. */
  bankNow(): EpochMs
  /** Ends running calls after `graceMs` (0 by default) and closes all connections. */
  close(graceMs?: number): Promise<void>
}

/** Who we are at the TLS layer. PEM, or PKCS#12 with its passphrase (old RC2/3DES files too) and the pair's name where there are several. */
export type TlsIdentity =
  | { readonly certificate: string; readonly key: string; readonly passphrase?: string | undefined }
  | { readonly pkcs12: Uint8Array; readonly passphrase: string; readonly alias?: string | undefined }

/**
 * An identity that may change while the program runs, such as files that are renewed. Asked before each attempt: another
 * value gets connections of its own, and calls under way end on those of the old one. It gives the same object for as
 * long as nothing changed, and never throws once it has given one.
 */
export interface TlsIdentitySource {
  current(): TlsIdentity
}

/** Calls that share one limit. Windows slide; made from the manifest's rows by `budgetsFromManifest`. */
export interface RateBudget {
  readonly name: string
  readonly limit: number
  /** At most `limit` calls start in any so many milliseconds. */
  readonly windowMs: number
  /** `window`: calls wait for their turn, at most `maxQueueMs`. `daily`: they are refused at once when the quota is used up. */
  readonly kind: 'window' | 'daily'
  /** The bucket of a call, or undefined when the budget does not apply to it. */
  bucket(request: OutgoingRequest, options: SendOptions): string | undefined
}

/** What a provider tells the transport about its bank. */
export interface TransportSettings {
  /** Manifest id, for errors and log lines. */
  readonly provider: string
  /** The only origins that may be called: `https:` each. */
  readonly origins: readonly string[]
  readonly identity?: TlsIdentity | TlsIdentitySource | undefined
  /** PEM of a private CA. Given, it replaces the system's. There is no way to switch verification off. */
  readonly ca?: string | undefined
  readonly budgets?: readonly RateBudget[] | undefined
  /** Longest wait in a budget's queue, 30 s by default; then `rate_limited`. */
  readonly maxQueueMs?: number | undefined
  /** Total time of a call, 30 s by default. */
  readonly timeoutMs?: number | undefined
  /** 16 MiB by default. */
  readonly maxResponseBytes?: number | undefined
  /** Attempts after the first for idempotent calls, 2 by default. */
  readonly retries?: number | undefined
  /** The bank's tolerance of our clock and how its refusal looks; absent where the bank signs no dates. */
  readonly clockSkew?: { readonly limitMs: number; isSkewError(response: BankResponse): boolean } | undefined
  /** Answer header that carries the bank's trace id. */
  readonly bankRequestIdHeader?: string | undefined
  /** Connections to one origin, opened as they are needed; 64 by default: fifty customers of a bank do not wait for each other. */
  readonly connections?: number | undefined
}

/** Makes a transport for one bank and one client identity. Synchronous; connects on first use. */
export type TransportFactory = (settings: TransportSettings) => Transport

/** One finished call, for measuring. `ms` is the bank's time; waiting in our own queues is `queuedMs`. */
export interface CallRecord {
  readonly provider: string
  readonly method: HttpMethod
  readonly route: string
  readonly status?: number | undefined
  readonly ms: number
  readonly queuedMs: number
  readonly attempts: number
  readonly bankRequestId?: string | undefined
  readonly traceId: string
  readonly error?: string | undefined
}

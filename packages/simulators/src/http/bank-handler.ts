import type { X509Certificate } from 'node:crypto'
import type { BankName } from './bank-name.ts'

/** What the TLS layer knows of the client. The servers ask for a certificate and let the bank judge it. */
export interface ClientIdentity {
  /** The certificate that the client presented, if any. */
  readonly certificate?: X509Certificate
  /** True when it chains up to the bank's own client CA and is within its dates. */
  readonly authorized: boolean
  /** Why it is not, in the TLS layer's words. */
  readonly authorizationError?: string
}

/** A request exactly as it came over the wire. */
export interface BankRequest {
  readonly method: string
  /** Path and query as on the request line, nothing decoded. */
  readonly target: string
  /** `target` up to the first `?`. */
  readonly path: string
  /** What follows the first `?`, without it; empty when there is none. */
  readonly query: string
  /** Names in their original case and order, repeated ones kept apart. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[]
  /** The single value of a header by any case; several are joined by `, ` (RFC 9110 5.3). */
  header(name: string): string | undefined
  readonly body: Buffer
  readonly client: ClientIdentity
  readonly remoteAddress: string
}

/** Why a request was refused: kept for the developer (`GET /rejections`), never sent to the client. */
export interface Rejection {
  /** Bank and row of its reference list, such as `ing-21`, `bunq-17`, `bankid-A6`. */
  readonly check: string
  readonly reason: string
  readonly expected?: string | undefined
  readonly received?: string | undefined
}

/** The bank's answer. A string body is sent as UTF-8. */
export interface BankAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | Uint8Array | undefined
  readonly rejection?: Rejection | undefined
}

/** A route on the control address: pure JSON in, JSON out. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Matched against the whole path; its groups arrive as `params`. */
  readonly pattern: RegExp
  handle(input: ControlInput): Promise<ControlAnswer> | ControlAnswer
}

export interface ControlInput {
  readonly params: readonly string[]
  readonly query: URLSearchParams
  /** The parsed JSON body; `{}` when it was empty. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface ControlAnswer {
  readonly status: number
  readonly body: unknown
}

/** One simulated bank. `handle` is a function of request and state: no sockets, so it can be tested alone. */
export interface BankHandler {
  readonly bank: BankName
  handle(request: BankRequest): Promise<BankAnswer> | BankAnswer
  /** Applied to each answer after `handle`, where a fault asks for it (`bad_signature`). */
  spoilSignature?(answer: BankAnswer): BankAnswer
  /** Signs an answer whose body a fault has edited (`edit_body`); absent where the bank signs nothing. */
  sign?(answer: BankAnswer): BankAnswer
  /** The bank's own form of a status that no check of its own gave: an injected fault, a crash, a body over the cap. */
  errorAnswer?(status: number): BankAnswer
  /** How long a body may take to arrive, real milliseconds; with it goes `bodyTimedOut`, the answer given then. */
  readonly bodyTimeoutMs?: number
  bodyTimedOut?(request: BankRequest): BankAnswer
  /** The bank's own routes on the control address. */
  readonly control: readonly ControlRoute[]
  /** Back to the state just after the start: same seed, same data. */
  reset(): void
  /** Ends what goes on without a request: timers, calls that are under way. Absent where there is none. */
  close?(): void
}

import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import type { Application } from './application.ts'
import type { AccessToken } from './oauth/grants.ts'
import type { Scope } from './oauth/scopes.ts'

/** How a call is signed: `payments` is settled per call, `by-token` follows the kind of token sent. */
export type SignatureScheme = 'http' | 'jws' | 'none' | 'payments' | 'by-token'

/** What a route asks of the token. */
export interface TokenNeeds {
  readonly subject: AccessToken['subject']
  readonly scheme: SignatureScheme
  /** One of these must be in the token; none needed when empty. */
  readonly scopes: readonly Scope[]
}

/** A call that has passed the checks of its route. */
export interface IngCall {
  readonly request: BankRequest
  readonly now: number
  /** The groups of the route's pattern. */
  readonly params: readonly string[]
  readonly query: URLSearchParams
}

export interface TokenCall extends IngCall {
  readonly token: AccessToken
  readonly application: Application
}

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly pattern: RegExp
  /** Media types of a body, or of the header where a signature demands one; not judged when absent. */
  readonly consumes?: readonly string[]
  /** Media type of the answer; `application/json` when absent. */
  readonly produces?: string
  /** Open to a TPP that no application is registered for: the registration itself. */
  readonly anyClient?: true
  /** Served by the lenient profile alone. */
  readonly legacy?: true
}

export interface TokenRoute extends RouteBase {
  readonly token: TokenNeeds
  readonly open?: never
  handle(call: TokenCall): BankAnswer
}

/** For a browser without a certificate, or for a TPP that the handler itself judges. */
export interface OpenRoute extends RouteBase {
  readonly open: 'browser' | 'self-checked'
  readonly token?: never
  handle(call: IngCall): BankAnswer
}

export type Route = TokenRoute | OpenRoute

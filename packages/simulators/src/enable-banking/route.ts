import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import type { Service } from './settings.ts'
import type { Application } from './state.ts'

/** A call on its way through the checks. */
export interface PageCall {
  readonly request: BankRequest
  readonly now: number
  /** The groups of the route's pattern. */
  readonly params: readonly string[]
  readonly query: URLSearchParams
}

export interface ApiCall extends PageCall {
  readonly application: Application
}

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly pattern: RegExp
}

/** A call with the application's JWT. */
export interface ApiRoute extends RouteBase {
  readonly page?: never
  /** Which service the application needs. */
  readonly service?: Service
  handle(call: ApiCall): BankAnswer
}

/** A page for the customer's browser. */
export interface PageRoute extends RouteBase {
  readonly page: true
  handle(call: PageCall): BankAnswer
}

export type Route = ApiRoute | PageRoute

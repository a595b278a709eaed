import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import type { BankProfile, Resource } from './bank-profile.ts'

/** What the certificate of the other side says. */
export interface Tpp {
  /** `organizationIdentifier`, such as `PSDDE-BAFIN-123456`. */
  readonly id: string
  readonly roles: readonly string[]
  readonly hosts: readonly string[]
}

export interface PageCall {
  readonly profile: BankProfile
  readonly request: BankRequest
  readonly now: number
  /** The groups of the route's pattern. */
  readonly params: readonly string[]
  readonly query: URLSearchParams
}

export interface ApiCall extends PageCall {
  readonly tpp: Tpp
}

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Matched against the path after the bank's prefix, such as `/consents/42`. */
  readonly pattern: RegExp
}

export interface ApiRoute extends RouteBase {
  readonly page?: never
  readonly resource: Resource | 'oauth'
  readonly role: 'PSP_AI' | 'PSP_PI' | 'PSP_IC'
  /** Media types of a body; none is expected when absent. */
  readonly consumes?: readonly string[]
  /** Media types of the answer; JSON when absent. */
  readonly produces?: readonly string[]
  /** Creates or authorises: the customer's address and id are judged. */
  readonly psu?: 'creates' | 'authorises'
  handle(call: ApiCall): BankAnswer
}

/** A page for a browser, or a document that anybody may read. */
export interface PageRoute extends RouteBase {
  readonly page: true
  handle(call: PageCall): BankAnswer
}

export type Route = ApiRoute | PageRoute

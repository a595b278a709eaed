import type { BankRequest } from '../../http/bank-handler.ts'
import type { BunqState } from '../state/bunq-state.ts'
import type { Account, ApiKey, Installation, Session, User } from '../state/entities.ts'
import type { Fields, JsonObject } from './fields.ts'
import type { PageRequest, Pagination } from './paging.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What a handler gives back: objects under `Response`, or a file. */
export type Reply =
  | { readonly objects: readonly object[]; readonly pagination?: Pagination }
  | { readonly contentType: string; readonly bytes: Uint8Array }

export interface OpenCall {
  readonly state: BunqState
  readonly request: BankRequest
  /** The checked body; `{}` on GET and DELETE. */
  readonly body: JsonObject
  readonly page: PageRequest
  /** A numeric part of the path, by its name in the route's pattern. */
  id(name: string): number
  /** A part of the path as it stands. */
  part(name: string): string
  /** The caller's address, IPv4 in its plain form. */
  readonly address: string
}

export interface InstallationCall extends OpenCall {
  readonly installation: Installation
}

export interface SessionCall extends OpenCall {
  readonly session: Session
  readonly key: ApiKey
  /** The user whose accounts the session reaches: with OAuth the one who granted it. */
  readonly user: User
  /** The account in the path; only on routes whose pattern has `{account}`. */
  readonly account: Account
}

interface RouteBase {
  readonly method: Method
  /** `{name}` stands for a number, `{name:text}` for anything without a slash. */
  readonly path: string
  /** What the body may hold; absent for calls whose body is ignored or is a file. */
  readonly fields?: Fields
  /** Official clients send `[]` to the OAuth client call. */
  readonly arrayAllowed?: boolean
  /** The body is a file: any bytes. */
  readonly rawBody?: boolean
  /** `accepting`: required when the body's `status` is `ACCEPTED`. Absent: not required, but checked when present. */
  readonly signature?: 'required' | 'accepting'
  /** Absent: the bucket of the method. */
  readonly bucket?: 'session-server'
  readonly sandboxOnly?: boolean
}

export type Route =
  | (RouteBase & { readonly token: 'none'; handle(call: OpenCall): Reply })
  | (RouteBase & { readonly token: 'installation'; handle(call: InstallationCall): Reply })
  | (RouteBase & { readonly token: 'session'; handle(call: SessionCall): Reply })

export const idReply = (id: number): Reply => ({ objects: [{ Id: { id } }] })

export const emptyReply: Reply = { objects: [] }

import type {
  CallContext,
  CallRecord,
  Connection,
  Connections,
  Provider,
  SessionAccess,
  SessionPurpose,
} from '@nostro/core'
import type { Nostro } from '@nostro/core/di'

/** A bank that a command can talk to. */
export interface Bank {
  /** Its name in the configuration. */
  readonly instance: string
  readonly provider: Provider
  /**
   * A living session: that of the kept connection, or the application's own to pay at banks that ask the customer for each
   * payment. For simulated banks without accounts it proves that the whole authentication works.
   * @throws NostroError `consent_required` when a person has to connect first
   */
  connect(ctx: CallContext, purpose?: SessionPurpose): Promise<SessionAccess>
}

/** A bank that should be read and has no connection. */
export interface Unreadable {
  readonly instance: string
  readonly provider: string
  readonly error: unknown
}

export interface Readable {
  readonly connections: readonly Connection[]
  readonly unreadable: readonly Unreadable[]
}

/** Everything a command works on. Closed in order at its end. */
export interface Setting {
  readonly environment: 'simulator' | 'configured'
  readonly banks: readonly Bank[]
  readonly nostro: Nostro
  readonly connections: Connections
  /** Every call to a bank since the start. */
  readonly calls: readonly CallRecord[]
  /** The connections that the options choose, of banks that have accounts. Makes none at real banks. */
  readable(ctx: CallContext): Promise<Readable>
  close(): Promise<void>
}

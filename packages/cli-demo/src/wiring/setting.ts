import type { CallContext, CallRecord, Provider, SessionAccess, SessionPurpose } from '@nostro/core'

/** A bank that a command can talk to. */
export interface Bank {
  readonly provider: Provider
  /**
   * A living session, made or found, to read accounts unless `purpose` says otherwise. For banks without accounts it proves that the whole authentication works.
   * @throws NostroError `consent_required` when a person has to connect first
   */
  connect(ctx: CallContext, purpose?: SessionPurpose): Promise<SessionAccess>
}

/** Everything a command works on. Closed in order at its end. */
export interface Setting {
  readonly environment: 'simulator' | 'configured'
  readonly banks: readonly Bank[]
  /** Every call to a bank since the start. */
  readonly calls: readonly CallRecord[]
  close(): Promise<void>
}

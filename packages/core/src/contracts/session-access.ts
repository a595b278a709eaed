import type { Session } from '../domain/session.ts'

/**
 * A living session: what provider calls take, so that a token may die and be renewed in the middle of paging.
 * One renewal at a time, in the process and across processes; the loser of a race gets the winner's session.
 */
export interface SessionAccess {
  /** The current session, renewed first when it is about to expire. @throws NostroError `session_expired`, `consent_expired` */
  get(): Promise<Session>
  /** Called with the session that the bank refused; returns another one, by renewal or because somebody else renewed it. */
  renew(stale: Session): Promise<Session>
}

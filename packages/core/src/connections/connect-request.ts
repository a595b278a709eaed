import type { AuthFailure, Challenge, Evidence, Identity, StartRequest } from '../contracts/auth.ts'
import type { Connection } from '../contracts/connection.ts'

/** What a new or renewed connection is asked for. `purpose` is `accounts` when absent. */
export interface ConnectRequest extends Omit<StartRequest, 'purpose' | 'previous'> {
  readonly purpose?: StartRequest['purpose'] | undefined
  /** For people. */
  readonly label?: string | undefined
  /** Whose connection it is in the program's own system. */
  readonly owner?: string | undefined
}

/** A connection that waits for its customer: plain JSON, to be kept on the server until the answer comes. */
export interface PendingConnection {
  /** Id that the connection has or will have. */
  readonly connection: string
  readonly instance: string
  readonly label?: string | undefined
  readonly owner?: string | undefined
  readonly renewal: boolean
  /** What the customer does next. A browser may see `publicChallenge(challenge)` and nothing else. */
  readonly challenge: Challenge
}

/** What a step of connecting gave: still waiting for the customer, connected, or failed. */
export type ConnectResult =
  | { readonly status: 'pending'; readonly pending: PendingConnection }
  | {
      readonly status: 'connected'
      readonly connection: Connection
      readonly identity?: Identity | undefined
      readonly evidence?: Evidence | undefined
    }
  | AuthFailure

import type { Provider } from '../contracts/provider.ts'
import type { SessionAccess } from '../contracts/session-access.ts'

/** One customer's access to one bank. It outlives its consents: renewing one keeps the connection and its id. */
export interface Connection {
  /** Unique among the connections that are used together. */
  readonly id: string
  readonly provider: Provider
  readonly access: SessionAccess
}

export const createConnection = ({ id, provider, access }: Connection): Connection =>
  Object.freeze({ id, provider, access })

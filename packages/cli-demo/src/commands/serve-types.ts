import type { RunningServer } from '@nostro/server'

export interface ServeOptions {
  readonly config?: string
  readonly verbose?: boolean
  readonly demo?: boolean
  readonly port: number
  readonly publicUrl?: readonly string[]
  readonly psuIp?: string
  readonly redirectUri?: readonly string[]
  readonly json?: boolean
  readonly host?: string
  readonly trustedProxy?: readonly string[]
  readonly corsOrigin?: readonly string[]
  /** False with --no-schedule. */
  readonly schedule?: boolean
  readonly allowLocalWebhooks?: boolean
}

/** A server with the banks behind it. */
export interface Served {
  readonly server: RunningServer
  /** ING's client id, where ING is configured. */
  readonly clientId?: string | undefined
  /** Control address of the simulators. */
  readonly control?: string | undefined
  /** Goes on in the background, once the server is announced. */
  readonly prepare?: (() => Promise<void>) | undefined
  close(): Promise<void>
}

import type { Dispatcher } from 'undici'
import { toTlsPem } from '../../certificates/read-pair.ts'
import type { TlsIdentity, TransportSettings } from '../../contracts/transport.ts'
import { NostroError } from '../../errors/nostro-error.ts'
import { type AlertWatch, createAlertWatch } from './alert-watch.ts'
import { type ConnectionSlots, createConnectionSlots } from './connection-slots.ts'
import type { Undici } from './load-undici.ts'
import { tunnelThrough } from './tunnel.ts'

/** Connections to one origin under one client identity. */
export interface BankPool {
  readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'close' | 'destroy'>
  /** Turns to use a connection: taken before signing, so that no signature ages in a queue. */
  readonly slots: ConnectionSlots
  readonly alerts: AlertWatch
  /** Around the whole use by one attempt, its waiting included. */
  hold(): () => void
  /** Closes the connections as soon as no attempt holds it: running calls end on the identity with which they began. */
  retire(): Promise<void>
}

export interface PoolParts {
  readonly undici: Undici
  readonly settings: Pick<TransportSettings, 'ca' | 'connections'>
  readonly identity: TlsIdentity | undefined
  readonly proxy: URL | undefined
}

/** How connections to an origin are made: over TLS, or in tests to a bank in this process. */
export type PoolMaker = (origin: string, parts: PoolParts) => BankPool

/** The server's chain and name are always verified; TLS 1.2 at least. */
export const createPool: PoolMaker = (origin, { undici, settings, identity, proxy }) => {
  const toServer = undici.buildConnector({
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    timeout: 10_000,
    ca: settings.ca,
    ...(identity === undefined ? {} : toTlsPem(identity)),
  })
  const connect = proxy === undefined ? toServer : tunnelThrough(proxy, toServer, undici)
  const alerts = createAlertWatch()
  const connections = settings.connections ?? 64
  const dispatcher = new undici.Pool(origin, {
    connections,
    pipelining: 1,
    // 64 KiB, as the error for longer ones says.
    maxHeaderSize: 65_536,
    // In TLS 1.3 a server refuses our certificate after the handshake, and undici only sees that the other side closed:
    // the alert itself passes by on the socket.
    connect: (options, callback) =>
      connect(options, (...result) => {
        result[1]?.prependListener('error', (error: NodeJS.ErrnoException) => {
          if (error.code?.startsWith('ERR_SSL') === true) alerts.arrived(error)
        })
        callback(...result)
      }),
  })
  let holders = 0
  let onUnused: (() => void) | undefined
  return {
    dispatcher,
    slots: createConnectionSlots(connections),
    alerts,
    hold: () => {
      holders += 1
      return () => {
        holders -= 1
        if (holders === 0) onUnused?.()
      }
    },
    retire: async () => {
      await new Promise<void>((resolve) => {
        if (holders === 0) resolve()
        else onUnused = resolve
      })
      await dispatcher.close()
    },
  }
}

/** @throws NostroError `invalid_config` when the process has switched verification off for everybody */
export const refuseUnverifiedTls = (env: Readonly<Record<string, string | undefined>>): void => {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return
  throw new NostroError({
    code: 'invalid_config',
    message: 'NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the verification of every server in this process.',
    hint: 'Unset it. For a server with a private certificate authority, give that authority’s certificate as the option “ca”.',
  })
}

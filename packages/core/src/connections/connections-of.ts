import { createProviderRegistry } from '../aggregation/create-provider-registry.ts'
import type { CallContext } from '../contracts/call-context.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Connection } from '../contracts/connection.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Provider } from '../contracts/provider.ts'
import type { Random } from '../contracts/random.ts'
import { systemClock } from '../services/system-clock.ts'
import { systemRandom } from '../services/system-random.ts'
import type { ConnectRequest } from './connect-request.ts'
import { type Connections, createConnections } from './create-connections.ts'
import { disposable } from './disposable.ts'
import { createMemoryStores, type NostroStores } from './stores.ts'

/** Stores and services of {@link connectionsOf}. */
export interface ConnectionsOptions {
  /** In memory when absent. */
  readonly stores?: Pick<NostroStores, 'sessions' | 'connections'> | undefined
  readonly clock?: Clock | undefined
  readonly random?: Random | undefined
  readonly logger?: Logger | undefined
}

/** Connections that close their provider: for a program of which they are the whole. */
export interface OwnConnections extends Connections, AsyncDisposable {
  /** Closes the provider. Stores that were given stay open. Idempotent. */
  close(): Promise<void>
}

/** The same for one connection. */
export interface OwnConnection extends Connection, AsyncDisposable {
  close(): Promise<void>
}

/**
 * Connections of one provider, for a program without a container.
 *
 * @example
 * await using connections = connectionsOf(ing, { stores })
 * const pending = await connections.start('ing', { redirectUri })
 */
export const connectionsOf = (provider: Provider, options: ConnectionsOptions = {}): OwnConnections => {
  const { stores = createMemoryStores(), clock = systemClock, random = systemRandom, logger } = options
  const connections = createConnections({
    registry: createProviderRegistry([{ instance: provider.manifest.id, provider }]),
    store: stores.connections,
    sessions: stores.sessions,
    clock,
    random,
    logger,
  })
  return disposable({ ...connections, close: () => provider.close() })
}

/**
 * A connection to a bank that needs no customer for it, such as one's own accounts by an API key. Closing it closes the provider.
 * @throws NostroError `consent_required` when a customer has to act; what the bank says of the key otherwise
 *
 * @example
 * await using connection = await connect(createBunqProvider({ environment: 'sandbox', apiKey }))
 * for await (const account of connection.accounts()) console.log(account.name)
 */
export const connect = async (
  provider: Provider,
  request: ConnectRequest & ConnectionsOptions = {},
  ctx?: CallContext,
): Promise<OwnConnection> => {
  const { stores, clock, random, logger, ...wanted } = request
  const connections = connectionsOf(provider, { stores, clock, random, logger })
  const connection = await connections.connect(provider.manifest.id, wanted, ctx)
  return disposable(Object.assign(connection, { close: () => provider.close() }))
}

import type { ServiceIdentifier } from 'inversify'
import type { Aggregator } from '../aggregation/create-aggregator.ts'
import type { ConfiguredProvider, ProviderRegistry } from '../aggregation/create-provider-registry.ts'
import type { Connections } from '../connections/create-connections.ts'
import type { Clock } from '../contracts/clock.ts'
import type { ConnectionStore } from '../contracts/connection-store.ts'
import type { Logger } from '../contracts/logger.ts'
import type { PaymentIntentStore } from '../contracts/payment-intent-store.ts'
import type { Random } from '../contracts/random.ts'
import type { SessionStore } from '../contracts/session-store.ts'
import type { TransportFactory } from '../contracts/transport.ts'

/**
 * A typed identifier. `Symbol.for` keeps it equal when two copies of this package are installed; the cast is needed
 * because a bare symbol carries no type.
 *
 * @example
 * const MyToken = token<MyService>('MyService')
 */
export const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`nostro/${name}`) as ServiceIdentifier<T>

/** Every provider is bound to it, unnamed: inversify's multi-injection leaves named bindings out, silently. */
export const ProviderToken = token<ConfiguredProvider>('Provider')
/** Time: the machine's clock, or a test's. */
export const ClockToken = token<Clock>('Clock')
/** Randomness: ids and states. */
export const RandomToken = token<Random>('Random')
/** Takes the log lines of all services. */
export const LoggerToken = token<Logger>('Logger')
/** Makes a transport for a bank. */
export const TransportFactoryToken = token<TransportFactory>('TransportFactory')
/** Where sessions are kept. */
export const SessionStoreToken = token<SessionStore>('SessionStore')
/** Where connections are kept. */
export const ConnectionStoreToken = token<ConnectionStore>('ConnectionStore')
/** Where payments on their way are kept. */
export const IntentStoreToken = token<PaymentIntentStore>('PaymentIntentStore')
/** Adds, lists and renews connections. */
export const ConnectionsToken = token<Connections>('Connections')
/** All configured providers by their instance ids. */
export const ProviderRegistryToken = token<ProviderRegistry>('ProviderRegistry')
/** The aggregator over all connections. */
export const AggregatorToken = token<Aggregator>('Aggregator')

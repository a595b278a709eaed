import { Container } from 'inversify'
import type { Aggregator } from '../aggregation/create-aggregator.ts'
import { type Connection, createConnection } from '../aggregation/create-connection.ts'
import type { ProviderRegistry } from '../aggregation/create-provider-registry.ts'
import type { Provider, ProviderFactory, ProviderServices } from '../contracts/provider.ts'
import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { createSessionAccess } from '../sessions/create-session-access.ts'
import { closeAll } from './close-all.ts'
import { coreModule } from './core-module.ts'
import {
  AggregatorToken,
  ClockToken,
  LoggerToken,
  ProviderRegistryToken,
  ProviderToken,
  RandomToken,
  SessionStoreToken,
  TransportFactoryToken,
} from './tokens.ts'

export interface NostroOptions {
  /** What `ingProvider(options)` and its like give. At least one, no two with the same id. */
  readonly providers: readonly ProviderFactory[]
  /** Replaces default services: clock, randomness, logger, transport. */
  readonly services?: Partial<ProviderServices>
  /** Where sessions live when `connect` is not told otherwise; in memory by default. Closed by `close`. */
  readonly store?: SessionStore
}

/** All of a program's banks: the way in for those who never want to see a container. */
export interface Nostro {
  readonly registry: ProviderRegistry
  readonly aggregator: Aggregator
  /** @throws NostroError `invalid_config` when there is no such provider. */
  provider(id: string): Provider
  /** A connection over a session of that provider. A store that is given stays the caller's to close. */
  connect(providerId: string, session: Session, options?: { readonly store?: SessionStore }): Connection
  /** Closes providers, then the store; all of them, whatever fails. Once is enough; twice does no harm. */
  close(): Promise<void>
}

export const createNostro = ({ providers, services = {}, store }: NostroOptions): Nostro => {
  const container = new Container()
  container.load(coreModule(services))
  for (const factory of providers) {
    container
      .bind(ProviderToken)
      .toResolvedValue(
        (clock, random, logger, createTransport) => factory({ clock, random, logger, createTransport }),
        [ClockToken, RandomToken, LoggerToken, TransportFactoryToken],
      )
      .inSingletonScope()
  }
  const registry = container.get(ProviderRegistryToken)
  const sessions = store ?? container.get(SessionStoreToken)
  const clock = container.get(ClockToken)
  let closing: Promise<void> | undefined
  return {
    registry,
    aggregator: container.get(AggregatorToken),
    provider: (id) => registry.get(id),
    connect: (providerId, session, options = {}) => {
      const provider = registry.get(providerId)
      assertSameProvider(provider, session)
      const access = createSessionAccess({ session, store: options.store ?? sessions, auth: provider.auth, clock })
      return createConnection({ id: session.id, provider, access })
    },
    close: () => {
      closing ??= closeAll([registry.all, [sessions]])
      return closing
    },
  }
}

const assertSameProvider = ({ manifest }: Provider, session: Session): void => {
  if (session.provider === manifest.id) return
  throw new NostroError({
    code: 'invalid_request',
    provider: manifest.id,
    message: `The session belongs to “${session.provider.slice(0, 40)}”, not to “${manifest.id}”.`,
    hint: 'Connect each session with the provider that made it.',
  })
}

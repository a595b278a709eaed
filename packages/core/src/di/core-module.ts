import { ContainerModule } from 'inversify'
import { createAggregator } from '../aggregation/create-aggregator.ts'
import { type ConfiguredProvider, createProviderRegistry } from '../aggregation/create-provider-registry.ts'
import { createConnections } from '../connections/create-connections.ts'
import { createMemoryStores, type NostroStores } from '../connections/stores.ts'
import type { BudgetStore } from '../contracts/budget-store.ts'
import type { ProviderServices } from '../contracts/provider.ts'
import { createNodeServices } from '../node/create-node-services.ts'
import {
  AggregatorToken,
  ClockToken,
  ConnectionStoreToken,
  ConnectionsToken,
  IntentStoreToken,
  LoggerToken,
  ProviderRegistryToken,
  ProviderToken,
  RandomToken,
  SessionStoreToken,
  TransportFactoryToken,
} from './tokens.ts'

/** What a program may replace: services, and the stores of what outlives it. */
export type CoreModuleOptions = Partial<Omit<ProviderServices, 'instance' | 'intents'>> & {
  /** Counts calls and unattended reads; in memory when absent. */
  readonly budgetStore?: BudgetStore | undefined
  /** In memory when absent. */
  readonly stores?: Partial<NostroStores> | undefined
}

/**
 * Services, stores, registry, connections and aggregator. Load it together with all provider modules before the first
 * `get`: the registry keeps the list that it was built with. Anything can be rebound, in a test for instance.
 *
 * @example
 * container.load(coreModule({ clock }), providerModule(bunqProvider(options)))
 */
export const coreModule = ({ stores, budgetStore, ...services }: CoreModuleOptions = {}): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const { clock, random, logger } = services
    const chosen = { ...createNodeServices({ clock, random, logger, budgetStore }), ...services }
    const { sessions, connections, intents } = { ...createMemoryStores(), ...stores }
    bind(ClockToken).toConstantValue(chosen.clock)
    bind(RandomToken).toConstantValue(chosen.random)
    bind(LoggerToken).toConstantValue(chosen.logger)
    bind(TransportFactoryToken).toConstantValue(chosen.createTransport)
    bind(SessionStoreToken).toConstantValue(sessions)
    bind(ConnectionStoreToken).toConstantValue(connections)
    bind(IntentStoreToken).toConstantValue(intents)
    bind(ProviderRegistryToken)

      .toResolvedValue(
        (providers: ConfiguredProvider[]) => createProviderRegistry(providers),
        [{ serviceIdentifier: ProviderToken, isMultiple: true }],
      )
      .inSingletonScope()
    bind(ConnectionsToken)
      .toResolvedValue(
        (registry, store, kept, now, randomness, log) =>
          createConnections({ registry, store, sessions: kept, clock: now, random: randomness, logger: log }),
        [ProviderRegistryToken, ConnectionStoreToken, SessionStoreToken, ClockToken, RandomToken, LoggerToken],
      )
      .inSingletonScope()
    bind(AggregatorToken)
      .toResolvedValue((now) => createAggregator({ clock: now, budgetStore }), [ClockToken])
      .inSingletonScope()
  })

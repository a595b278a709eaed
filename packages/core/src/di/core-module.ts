import { ContainerModule } from 'inversify'
import { createAggregator } from '../aggregation/create-aggregator.ts'
import { createProviderRegistry } from '../aggregation/create-provider-registry.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Provider, ProviderServices } from '../contracts/provider.ts'
import { createNodeServices } from '../node/create-node-services.ts'
import { createMemorySessionStore } from '../sessions/create-memory-session-store.ts'
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

/**
 * Services, registry and aggregator. Load it together with all provider modules before the first `get`: the registry
 * keeps the list that it was built with. Anything can be rebound, in a test for instance.
 */
export const coreModule = (services: Partial<ProviderServices> = {}): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const defaults = createNodeServices({
      clock: services.clock,
      random: services.random,
      logger: services.logger,
    })
    const { clock, random, logger, createTransport } = { ...defaults, ...services }
    bind(ClockToken).toConstantValue(clock)
    bind(RandomToken).toConstantValue(random)
    bind(LoggerToken).toConstantValue(logger)
    bind(TransportFactoryToken).toConstantValue(createTransport)
    bind(SessionStoreToken)
      .toResolvedValue(() => createMemorySessionStore())
      .inSingletonScope()
    bind(ProviderRegistryToken)
      .toResolvedValue(
        (providers: Provider[]) => createProviderRegistry(providers),
        [{ serviceIdentifier: ProviderToken, isMultiple: true }],
      )
      .inSingletonScope()
    bind(AggregatorToken)
      .toResolvedValue((boundClock: Clock) => createAggregator({ clock: boundClock }), [ClockToken])
      .inSingletonScope()
  })

import { ContainerModule } from 'inversify'
import type { ConfiguredProvider } from '../aggregation/create-provider-registry.ts'
import type { ProviderFactory } from '../contracts/provider.ts'
import {
  ClockToken,
  IntentStoreToken,
  LoggerToken,
  ProviderToken,
  RandomToken,
  TransportFactoryToken,
} from './tokens.ts'

/**
 * A bank for a container of one's own. `instance` is its name in the program, the manifest's id when absent.
 *
 * @example
 * container.load(coreModule(), providerModule(bunqProvider(options)), providerModule(bunqProvider(other), 'bunq-company'))
 */
export const providerModule = (factory: ProviderFactory, instance?: string): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ProviderToken)
      .toResolvedValue(
        (clock, random, logger, createTransport, intents): ConfiguredProvider => {
          const provider = factory({ clock, random, logger, createTransport, intents, instance })
          return { instance: instance ?? provider?.manifest?.id, provider }
        },
        [ClockToken, RandomToken, LoggerToken, TransportFactoryToken, IntentStoreToken],
      )
      .inSingletonScope()
  })

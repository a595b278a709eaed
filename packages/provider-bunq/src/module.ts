import { ClockToken, LoggerToken, ProviderToken, RandomToken, TransportFactoryToken } from '@nostro/core/di'
import { ContainerModule } from 'inversify'
import type { BunqOptions } from './options.ts'
import { createBunqProvider } from './provider.ts'

/** bunq for a container: `container.load(coreModule(), bunqModule(options))`. Each container gets its own module. */
export const bunqModule = (options: BunqOptions): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ProviderToken)
      .toResolvedValue(
        (clock, random, logger, createTransport) =>
          createBunqProvider(options, { clock, random, logger, createTransport }),
        [ClockToken, RandomToken, LoggerToken, TransportFactoryToken],
      )
      .inSingletonScope()
  })

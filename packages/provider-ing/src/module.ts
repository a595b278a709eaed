import { ClockToken, LoggerToken, ProviderToken, RandomToken, TransportFactoryToken } from '@nostro/core/di'
import { ContainerModule } from 'inversify'
import type { IngOptions } from './options.ts'
import { createIngProvider } from './provider.ts'

/** ING for a container: `container.load(coreModule(), ingModule(options))`. Each container gets its own module. */
export const ingModule = (options: IngOptions): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ProviderToken)
      .toResolvedValue(
        (clock, random, logger, createTransport) =>
          createIngProvider(options, { clock, random, logger, createTransport }),
        [ClockToken, RandomToken, LoggerToken, TransportFactoryToken],
      )
      .inSingletonScope()
  })

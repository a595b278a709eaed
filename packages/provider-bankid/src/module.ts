import { ClockToken, LoggerToken, ProviderToken, RandomToken, TransportFactoryToken } from '@nostro/core/di'
import { ContainerModule } from 'inversify'
import type { BankIdOptions } from './options.ts'
import { createBankIdProvider } from './provider.ts'

/** BankID for a container: `container.load(coreModule(), bankIdModule(options))`. Each container gets its own module. */
export const bankIdModule = (options: BankIdOptions): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ProviderToken)
      .toResolvedValue(
        (clock, random, logger, createTransport) =>
          createBankIdProvider(options, { clock, random, logger, createTransport }),
        [ClockToken, RandomToken, LoggerToken, TransportFactoryToken],
      )
      .inSingletonScope()
  })

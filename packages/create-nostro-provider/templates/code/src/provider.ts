import {
  budgetsFromManifest,
  type Provider,
  type ProviderFactory,
  type ProviderServices,
  type SessionAccess,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { sessionOf } from '@nostro/provider-kit'
import { createAccounts } from './accounts.ts'
import { createAuth } from './auth.ts'
import { bank } from './bank.ts'
import { createClient } from './client.ts'
import { manifest } from './manifest.ts'
import { type MyBankOptions, readOptions } from './options.ts'

/** My Bank behind the common contracts. */
export interface MyBankProvider extends Provider {
  readonly accounts: NonNullable<Provider['accounts']>
}

/**
 * My Bank as a provider: makes no call until it is asked for something.
 * @throws NostroError `invalid_config` naming the option
 */
export const createMyBankProvider = (
  options: MyBankOptions,
  services: ProviderServices = createNodeServices(),
): MyBankProvider => {
  const settings = readOptions(options)
  const { apiUrl, ca } = settings
  const transport = services.createTransport({
    provider: bank.provider,
    origins: [apiUrl],
    ca,
    budgets: budgetsFromManifest(manifest.rateLimits),
  })
  const client = createClient({ transport, settings })
  const open = (access: SessionAccess) => sessionOf(access, { bank, purposes: ['accounts'] })
  return {
    specVersion: 1,
    manifest,
    auth: createAuth({ client, services, settings }),
    accounts: createAccounts({ client, transport, origin: apiUrl, open }),
    close: () => transport.close(),
  }
}

/** By which `nostro` loads it from a configuration. */
export const createProvider =
  (options: MyBankOptions): ProviderFactory<MyBankProvider> =>
  (services) =>
    createMyBankProvider(options, services)

import { budgetsFromManifest, type Provider, type ProviderFactory, type ProviderServices } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node/provider'
import { gateCalls } from '@nostro/provider-kit'
import { createAccountsProvider } from './accounts/accounts-provider.ts'
import { createSnapshots } from './accounts/snapshots.ts'
import { simpleFin } from './api/bank.ts'
import { createClient } from './api/client.ts'
import { createAuthProvider } from './auth/auth-provider.ts'
import { createManifest } from './manifest.ts'
import { readOptions, type SimpleFinOptions } from './options.ts'

/** A SimpleFIN server behind the common contracts. */
export interface SimpleFinProvider extends Provider {
  readonly accounts: NonNullable<Provider['accounts']>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A SimpleFIN server as a provider: makes no call until it is asked for something.
 * @throws NostroError `invalid_config` naming the option
 *
 * @example
 * const provider = createSimpleFinProvider({})
 * const challenge = await provider.auth.start({ purpose: 'accounts' }) // asks for a setup token
 */
export const createSimpleFinProvider = (
  options: SimpleFinOptions = {},
  services: ProviderServices = createNodeServices(),
): SimpleFinProvider => {
  const settings = readOptions(options)
  const { clock, random, createTransport } = services
  const manifest = createManifest(settings.requestsPerDay)
  const client = createClient({ createTransport, settings, budgets: budgetsFromManifest(manifest.rateLimits) })
  const snapshots = createSnapshots(client, clock, settings.keepMinutes * 60_000)
  return gateCalls<SimpleFinProvider>(
    simpleFin,
    {
      specVersion: 1,
      manifest,
      auth: createAuthProvider({ client, settings, clock, random }),
      accounts: createAccountsProvider({ snapshots, clock }),
      close: () => client.close(),
      [Symbol.asyncDispose]: () => client.close(),
    },
    {},
  )
}

/**
 * For `createNostro({ banks: { simplefin: simpleFinProvider(options) } })`.
 *
 * @example
 * await using nostro = createNostro({ banks: { simplefin: simpleFinProvider({}) } })
 */
export const simpleFinProvider =
  (options: SimpleFinOptions): ProviderFactory<SimpleFinProvider> =>
  (services) =>
    createSimpleFinProvider(options, services)

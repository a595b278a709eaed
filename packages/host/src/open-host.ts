import {
  type CallRecord,
  type Clock,
  type Connections,
  createMemoryStores,
  disposable,
  type Logger,
  type NostroStores,
  type StoreProblem,
} from '@nostro/core'
import { createNostro, type Nostro } from '@nostro/core/di'
import { createNodeServices, type StoreWait } from '@nostro/core/node'
import { bankFactories } from './banks/bank-factories.ts'
import type { ProviderImporters } from './banks/load-provider-module.ts'
import { checkOptions } from './config/check-options.ts'
import { configError } from './config/config-error.ts'
import { type ConfigInput, type LoadedConfig, loadConfig } from './config/load-config.ts'
import { type KeptStores, openStores } from './stores/open-stores.ts'

/** What {@link openHost} opens, and with which services. */
export interface HostOptions extends ConfigInput {
  /** A configuration that was read already; `env`, `cwd` and `file` then serve the stores alone. */
  readonly loaded?: LoadedConfig | undefined
  /** Providers that the program brings itself; others are imported from where the configuration stands. */
  readonly providers?: ProviderImporters | undefined
  readonly logger?: Logger | undefined
  /** The machine's by default. */
  readonly clock?: Clock | undefined
  readonly observeCall?: ((record: CallRecord) => void) | undefined
  /** In place of those that the configuration names: memory in tests. Closed with the host. */
  readonly stores?: NostroStores | undefined
  readonly onWait?: ((wait: StoreWait) => void) | undefined
  readonly onProblem?: ((problem: StoreProblem) => void) | undefined
}

/** A configured program: its banks, kept connections and stores, closed together. */
export interface Host extends AsyncDisposable {
  readonly loaded: LoadedConfig
  readonly nostro: Nostro
  readonly connections: Connections
  readonly stores: NostroStores
  close(): Promise<void>
}

/**
 * Reads the configuration, loads the providers that it names, and opens the stores. No bank is called.
 * @throws NostroError `invalid_config` without a configuration or a bank, or naming what is wrong in it
 *
 * @example
 * await using host = await openHost({ env: process.env, cwd: process.cwd() })
 * for (const connection of await host.connections.list()) console.log(connection.id, connection.consent.status)
 */
export const openHost = async (options: HostOptions): Promise<Host> => {
  checkOptions(options, 'openHost', ['loaded', 'env', 'cwd', 'providers', 'logger', 'stores'])
  const loaded = options.loaded ?? loadConfig(options)
  if (loaded === undefined) throw noConfiguration()
  if (Object.keys(loaded.config.banks).length === 0) throw noBank(loaded.source)
  const { logger, observeCall, clock: givenClock } = options
  // Factories before stores: a fault of the configuration leaves nothing open.
  const banks = await bankFactories(loaded, createNodeServices({ logger, clock: givenClock }), options.providers)
  const kept: KeptStores | undefined = options.stores === undefined ? await openStores(loaded, options) : undefined
  const stores = kept ?? options.stores ?? createMemoryStores()
  try {
    const services = createNodeServices({ logger, observeCall, clock: givenClock, budgetStore: kept?.budgets })
    const { clock, random, createTransport } = services
    const own = { clock, random, logger: services.logger, createTransport, budgetStore: kept?.budgets }
    const nostro = createNostro({ banks, services: own, stores })
    const close = async (): Promise<void> => {
      try {
        await nostro.close()
      } finally {
        await kept?.close()
      }
    }
    return disposable({ loaded, nostro, connections: nostro.connections, stores, close })
  } catch (error) {
    await kept?.close()
    throw error
  }
}

const noConfiguration = () =>
  configError(
    'There is no configuration.',
    'Run “nostro init”, write nostro.config.json, or set the NOSTRO_ variables (docs/cli.md).',
  )

const noBank = (source: string) =>
  configError(
    `The configuration (${source}) names no bank.`,
    'Add one, such as {"banks": {"bunq": {"environment": "sandbox", "apiKeyFile": "bunq-api-key"}}}.',
  )

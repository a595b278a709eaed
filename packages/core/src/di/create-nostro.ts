import { Container } from 'inversify'
import type { Aggregator } from '../aggregation/create-aggregator.ts'
import type { ProviderRegistry } from '../aggregation/create-provider-registry.ts'
import type { Connections } from '../connections/create-connections.ts'
import { disposable } from '../connections/disposable.ts'
import type { NostroStores } from '../connections/stores.ts'
import type { Provider, ProviderFactory } from '../contracts/provider.ts'
import { closeAll } from './close-all.ts'
import { type CoreModuleOptions, coreModule } from './core-module.ts'
import { providerModule } from './provider-module.ts'
import {
  AggregatorToken,
  ConnectionStoreToken,
  ConnectionsToken,
  IntentStoreToken,
  ProviderRegistryToken,
  SessionStoreToken,
} from './tokens.ts'

/** Providers by the names that the program gives them. */
export type BankFactories = Readonly<Record<string, ProviderFactory<Provider>>>

/** The same names with what each factory makes, fully typed. */
export type Banks<F extends BankFactories> = { readonly [Name in keyof F]: ReturnType<F[Name]> }

/** What {@link createNostro} composes. */
export interface NostroOptions<F extends BankFactories> {
  /** What `ingProvider(options)` and its like give, by name. The name is the instance id of its connections. */
  readonly banks: F
  /** Replaces default services: clock, randomness, logger, transport. */
  readonly services?: Omit<CoreModuleOptions, 'stores'> | undefined
  /** Where connections, sessions and payment intents live; in memory by default. Closed by `close`. */
  readonly stores?: Partial<NostroStores> | undefined
}

/** All of a program's banks, with the connections that are kept at them. */
export interface Nostro<F extends BankFactories = BankFactories>
  extends Pick<Connections, 'connect' | 'start' | 'finish'>,
    AsyncDisposable {
  /** The providers with everything that they have beyond the contracts: `nostro.banks.bunq.cards`. */
  readonly banks: Banks<F>
  readonly connections: Connections
  readonly aggregator: Aggregator
  readonly registry: ProviderRegistry
  /** Closes providers, then the stores; all of them, whatever fails. Idempotent. */
  close(): Promise<void>
}

/**
 * Composes providers, stores and services.
 * @throws NostroError `invalid_config` without a bank, or for what is no provider
 *
 * @example
 * await using nostro = createNostro({ banks: { bunq: bunqProvider({ environment: 'sandbox', apiKey }) } })
 * const connection = await nostro.connect('bunq')
 * for await (const account of connection.accounts()) console.log(account.name)
 */
export const createNostro = <const F extends BankFactories>(options: NostroOptions<F>): Nostro<F> => {
  const container = new Container()
  container.load(coreModule({ ...options.services, stores: options.stores }))
  const made: Provider[] = []
  const kept =
    (factory: ProviderFactory): ProviderFactory =>
    (services) => {
      const provider = factory(services)
      made.push(provider)
      return provider
    }
  // In a list rather than one by one: `load` takes all modules at once, and the registry sees them in this order.
  container.load(...Object.entries(options.banks).map(([name, factory]) => providerModule(kept(factory), name)))
  const registry = registryOf(container, made)
  const connections = container.get(ConnectionsToken)
  const stores = [
    container.get(ConnectionStoreToken),
    container.get(SessionStoreToken),
    container.get(IntentStoreToken),
  ]
  let closing: Promise<void> | undefined
  return disposable({
    banks: Object.fromEntries(registry.all.map(({ instance, provider }) => [instance, provider])) as Banks<F>,
    connections,
    registry,
    aggregator: container.get(AggregatorToken),
    connect: connections.connect,
    start: connections.start,
    finish: connections.finish,
    close: () => {
      closing ??= closeAll([registry.all.map(({ provider }) => provider), stores])
      return closing
    },
  })
}

/** The registry; when a bank cannot be made, those made before it are closed: nothing would close them later. */
const registryOf = (container: Container, made: readonly Provider[]): ProviderRegistry => {
  try {
    return container.get(ProviderRegistryToken)
  } catch (error) {
    closeAll([made]).catch(() => undefined)
    throw error
  }
}

export { type CoreModuleOptions, coreModule } from './core-module.ts'
export {
  type BankFactories,
  type Banks,
  createNostro,
  type Nostro,
  type NostroOptions,
} from './create-nostro.ts'
export { providerModule } from './provider-module.ts'
export {
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
  token,
} from './tokens.ts'

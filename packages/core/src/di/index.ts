export { coreModule } from './core-module.ts'
export { createNostro, type Nostro, type NostroOptions } from './create-nostro.ts'
export {
  AggregatorToken,
  ClockToken,
  LoggerToken,
  ProviderRegistryToken,
  ProviderToken,
  RandomToken,
  SessionStoreToken,
  TransportFactoryToken,
  token,
} from './tokens.ts'

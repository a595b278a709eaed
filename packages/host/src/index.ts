export { bankFactories } from './banks/bank-factories.ts'
export {
  builtInProviders,
  type LoadedModule,
  loadProviderModule,
  type ProviderImporters,
} from './banks/load-provider-module.ts'
export { configError, suggest } from './config/config-error.ts'
export { configJsonSchema } from './config/config-json-schema.ts'
export { type BankConfig, type Config, configSchema } from './config/config-schema.ts'
export { environmentVariables } from './config/from-environment.ts'
export {
  type ConfigInput,
  defaultConfigFile,
  findConfigFile,
  type LoadedConfig,
  loadConfig,
} from './config/load-config.ts'
export { readServerConfig, type ServerConfig } from './config/read-server-config.ts'
export { type LedgerPlace, ledgerExists, ledgerPlace } from './ledger/ledger-place.ts'
export { type OpenedLedger, type OpenLedgerOptions, openLedger } from './ledger/open-ledger.ts'
export { type Host, type HostOptions, openHost } from './open-host.ts'
export { storePlaces } from './stores/file-stores.ts'
export { type KeptStores, type OpenStoresOptions, openStores } from './stores/open-stores.ts'
export { type RotateReport, rotateKeys } from './stores/rotate-keys.ts'

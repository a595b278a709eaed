export { type EnableBankingOptions, fileOptions, optionsSchema } from './options.ts'
export {
  createEnableBankingProvider,
  type EnableBankingProvider,
  enableBankingProvider,
  enableBankingProvider as createProvider,
} from './provider.ts'

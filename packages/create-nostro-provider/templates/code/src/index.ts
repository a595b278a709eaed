export { type MyBankOptions, optionsSchema } from './options.ts'
export { createMyBankProvider, createProvider, type MyBankProvider } from './provider.ts'

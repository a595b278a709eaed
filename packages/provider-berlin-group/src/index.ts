export type { BerlinGroupAuth, BerlinGroupStartRequest, FundsCard } from './auth/start-request.ts'
export { type BankProfile, type BankRow, bankProfileSchema } from './banks/bank-profile.ts'
export { banks } from './banks/banks.ts'
export type { BerlinGroupFunds, FundsQuestion } from './funds/funds-provider.ts'
export { type BerlinGroupOptions, fileOptions, optionsSchema } from './options.ts'
export {
  type BerlinGroupProvider,
  berlinGroupProvider,
  berlinGroupProvider as createProvider,
  createBerlinGroupProvider,
} from './provider.ts'

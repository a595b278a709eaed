import type { SeedCustomer } from '../seed/model.ts'

/** How the simulated Enable Banking is set up. */
export interface EnableBankingOptions {
  /** PEM of the public key (or certificate) that is registered for the application. */
  readonly publicKey: string
  /** Registered redirect URLs, compared exactly. */
  readonly redirectUris: readonly string[]
  /** The customers of one bank; asked once for each bank that is used. */
  readonly customersOf: (bank: string) => readonly SeedCustomer[]
  /** Origin of the simulator, no slash at the end; asked when a page's address is needed. */
  readonly selfUrl: () => string
  /** What the application may use; both by default. */
  readonly services?: readonly Service[]
  /** IBANs of the linked accounts of a restricted application; `undefined` (default): not restricted. */
  readonly linkedAccounts?: readonly string[] | undefined
  /** What a restricted application without a linked account gets on POST /sessions; `error` by default. */
  readonly noLinkedAccounts?: 'error' | 'empty'
  /** Seconds that a code lives; 600 by default (not documented). */
  readonly codeSeconds?: number
  /** Unattended reads a day, for each account and kind, where rate limits are on; 4 by default. */
  readonly unattendedReadsPerDay?: number
  /** Seconds from the customer's signature to each further status of a payment; 2 by default. */
  readonly paymentStepSeconds?: number
}

export type Service = 'AIS' | 'PIS'

export type EnableBankingSettings = Required<Omit<EnableBankingOptions, 'linkedAccounts'>> &
  Pick<EnableBankingOptions, 'linkedAccounts'>

export const resolveSettings = (options: EnableBankingOptions): EnableBankingSettings => ({
  services: ['AIS', 'PIS'],
  noLinkedAccounts: 'error',
  codeSeconds: 600,
  unattendedReadsPerDay: 4,
  paymentStepSeconds: 2,
  linkedAccounts: undefined,
  ...options,
})

import type { ProviderFactory, ProviderServices } from '@nostro/core'
import {
  type BankRow,
  type BerlinGroupOptions,
  type BerlinGroupProvider,
  createBerlinGroupProvider,
} from '@nostro/provider-berlin-group'

// your bank: what its documentation says. Every member is explained at `BankRow`.
export const myBankRow: BankRow = {
  id: 'my-bank',
  name: 'My Bank',
  country: 'DE',
  source: 'the address of the documentation',
  checked: '2026-11',
  tried: 'simulator',
  baseUrl: 'https://xs2a.my-bank.example',
  consentKinds: ['global'],
  products: { sepa: 'sepa-credit-transfers', instant: 'instant-sepa-credit-transfers' },
  paymentKinds: ['single', 'instant', 'scheduled', 'periodic', 'bulk'],
  cards: true,
  withBalance: true,
}

/** What the provider is made from: certificates and addresses; the bank is known. */
export type MyBankOptions = Omit<BerlinGroupOptions, 'bank'>

/** My Bank behind the common contracts. @throws NostroError `invalid_config` naming the option */
export const createMyBankProvider = (options: MyBankOptions, services?: ProviderServices): BerlinGroupProvider =>
  createBerlinGroupProvider({ ...options, bank: myBankRow }, services)

/** By which `nostro` loads it from a configuration. */
export const createProvider =
  (options: MyBankOptions): ProviderFactory<BerlinGroupProvider> =>
  (services) =>
    createMyBankProvider(options, services)

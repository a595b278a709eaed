import type { PemPair } from './pki/pki.ts'
import type { Environment } from './profile.ts'

/** What a client of the simulated Enable Banking needs, as plain values. */
export interface EnableBankingClientOptions {
  readonly environment: Environment
  readonly apiUrl: string
  readonly ca: string
  readonly applicationId: string
  /** PEM, PKCS#8. */
  readonly privateKey: string
  readonly redirectUris: readonly string[]
}

/** What a client of the simulated SimpleFIN server needs beside a setup token, which `ready` and the control address give. */
export interface SimpleFinClientOptions {
  readonly ca: string
}

/** What a client of the simulated standard bank of the Berlin Group needs: the bank as data, and a TPP's certificates. */
export interface BerlinGroupClientOptions {
  readonly bank: typeof standardBank
  readonly baseUrl: string
  readonly ca: string
  readonly clientId: string
  readonly redirectUris: readonly string[]
  readonly ownIpAddress: string
  readonly tls: PemPair
  readonly signing: PemPair
}

/** Options of the providers of the banks that are started on request, under the names that they have in `ready`. */
export interface RequestedClientOptions {
  readonly enableBanking: EnableBankingClientOptions
  readonly simplefin: SimpleFinClientOptions
  readonly berlinGroup: BerlinGroupClientOptions
}

/** The simulated `standard` bank in the words of a bank's row. */
export const standardBank = {
  id: 'standard',
  name: 'Standard Bank',
  country: 'DE',
  source: 'The simulators of Nostro',
  checked: '2026',
  tried: 'simulator',
  baseUrl: 'https://127.0.0.1',
  consentKinds: ['global'],
  funds: { consent: 'api' },
  products: { sepa: 'sepa-credit-transfers', instant: 'instant-sepa-credit-transfers' },
  paymentKinds: ['single', 'instant', 'scheduled', 'periodic', 'bulk'],
  cards: true,
  withBalance: true,
} as const

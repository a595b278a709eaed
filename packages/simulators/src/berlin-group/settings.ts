import type { SeedCustomer } from '../seed/model.ts'
import type { SimulatedBerlinGroupBank } from './bank-profiles.ts'

/** How the simulated Berlin Group banks are set up. */
export interface BerlinGroupOptions {
  /** The customers of one bank; asked once for each bank that is used. */
  readonly customersOf: (bank: string) => readonly SeedCustomer[]
  /** Origin of the simulator, no slash at the end. */
  readonly selfUrl: () => string
  /** PEM of the CA whose clients and signers are trusted. */
  readonly clientCa: string
  /** Seconds from a payment's authorisation to each further status; 2 by default. */
  readonly paymentStepSeconds?: number
  /** Hours until a consent that nobody confirmed is rejected; 24 by default. */
  readonly confirmHours?: number
  /** Banks besides the built-in ones, for a row of one's own; one of the same id stands in the place of the built-in. */
  readonly moreBanks?: readonly SimulatedBerlinGroupBank[]
}

export type BerlinGroupSettings = Required<BerlinGroupOptions>

export const resolveSettings = (options: BerlinGroupOptions): BerlinGroupSettings => ({
  paymentStepSeconds: 2,
  confirmHours: 24,
  moreBanks: [],
  ...options,
})

/** What every customer of the simulated banks types in. */
export const rehearsal = { password: 'start123', otp: '123456', confirmationCode: '987654' } as const

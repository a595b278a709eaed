import { X509Certificate } from 'node:crypto'
import type { BankContext } from '../profile.ts'
import { type BankCustomer, toCustomers } from './accounts/bank-account.ts'
import type { BankProfile } from './bank-profile.ts'
import { bank, bankProfiles } from './bank-profiles.ts'
import { type BerlinGroupOptions, type BerlinGroupSettings, resolveSettings } from './settings.ts'
import { type BerlinGroupState, createState } from './state.ts'

/** What every handler of the simulated banks works with. */
export interface BerlinGroupWorld {
  readonly context: BankContext
  readonly settings: BerlinGroupSettings
  /** The simulated banks. */
  readonly profiles: readonly BankProfile[]
  readonly clientCa: X509Certificate
  /** Seals page links. */
  readonly secret: Buffer
  state: BerlinGroupState
  /** Epoch milliseconds. */
  now(): number
  uuid(): string
  token(): string
  customersOf(profile: BankProfile): readonly BankCustomer[]
}

const toUuid = (bytes: Buffer): string => {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const createWorld = (context: BankContext, options: BerlinGroupOptions): BerlinGroupWorld => {
  const settings = resolveSettings(options)
  const world: BerlinGroupWorld = {
    context,
    settings,
    profiles: [...settings.moreBanks.map(bank), ...bankProfiles],
    clientCa: new X509Certificate(settings.clientCa),
    secret: context.randomBytes(32),
    state: createState(),
    now: () => context.clock.now(),
    uuid: () => toUuid(context.randomBytes(16)),
    token: () => context.randomBytes(24).toString('base64url'),
    customersOf: (profile) => {
      const known = world.state.customers.get(profile.id)
      const customers = known ?? toCustomers(profile, settings.customersOf(profile.id))
      world.state.customers.set(profile.id, customers)
      return customers
    },
  }
  return world
}

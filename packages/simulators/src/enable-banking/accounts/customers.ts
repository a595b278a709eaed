import { type Aspsp, aspspKey, type PsuType } from '../aspsp.ts'
import { aspsps } from '../aspsps.ts'
import type { EnableBankingWorld } from '../world.ts'
import { type BankCustomer, toCustomers } from './bank-account.ts'

export const findAspsp = (name: unknown, country: unknown): Aspsp | undefined =>
  aspsps.find((aspsp) => aspsp.name === name && aspsp.country === country)

/** A bank's customers, made when they are first asked for. */
export const customersOf = (world: EnableBankingWorld, aspsp: Aspsp, psuType: PsuType): readonly BankCustomer[] => {
  const key = aspspKey(aspsp)
  const known = world.state.customers.get(key)
  const customers = known ?? toCustomers(aspsp, world.settings.customersOf(key))
  world.state.customers.set(key, customers)
  return customers.filter((customer) => customer.psuType === psuType)
}

import type { BankContext } from '../../profile.ts'
import type { SeedCustomer } from '../../seed/model.ts'
import { type BunqState, createState, type Switches } from './bunq-state.ts'
import type { User } from './entities.ts'
import { addSeededCustomers } from './seeded-customers.ts'
import { addSystemParties } from './system-parties.ts'

/** The bank's state, and which of the seeded customers are still free. */
export interface Bank {
  readonly state: BunqState
  /** Users by the seed's customer id. */
  readonly customers: ReadonlyMap<string, User>
  /** The next seeded customer that nobody has, or undefined when all are taken. */
  takeCustomer(): User | undefined
}

export interface BankSetup {
  readonly customers: readonly SeedCustomer[]
  readonly switches: Switches
}

/** A bank as it is on its first day: same seed, same users, ids and history. */
export const openBank = (context: BankContext, setup: BankSetup): Bank => {
  const state = createState(context, setup.switches)
  if (context.environment === 'sandbox') addSystemParties(state)
  const customers = addSeededCustomers(state, setup.customers)
  const free = [...customers.values()]
  return { state, customers, takeCustomer: () => free.shift() }
}

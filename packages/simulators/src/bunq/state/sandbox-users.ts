import type { BunqState } from './bunq-state.ts'
import type { User } from './entities.ts'
import { addAccount, addUser } from './users.ts'

const givenNames = ['Anna', 'Bram', 'Chiara', 'Daan', 'Elif', 'Femke', 'Gijs', 'Hanna', 'Ilias', 'Jasmijn'] as const
const surnames = ['Bakker', 'Visser', 'de Boer', 'Mulder', 'Peters', 'Hendriks', 'Smit', 'van Dijk', 'Kok'] as const
const trades = ['Bakery', 'Bicycles', 'Consulting', 'Garden', 'Printing', 'Robotics'] as const

/** A generated user as the sandbox makes one: one EUR account, balance 0.00. */
export const addSandboxUser = (state: BunqState, kind: 'UserPerson' | 'UserCompany'): User => {
  const { random } = state
  const firstName = random.pick(givenNames)
  const lastName = random.pick(surnames)
  const number = state.nextId()
  const person = `${firstName} ${lastName}`
  const user = addUser(state, {
    kind,
    firstName,
    lastName,
    legalName: kind === 'UserPerson' ? person : `${lastName} ${random.pick(trades)} B.V.`,
    email: `test+${number}@bunq.com`,
    phone: `+316${String(10_000_000 + number)}`,
    birthDate: `${random.integer(1960, 2002)}-0${random.integer(1, 9)}-${random.integer(10, 28)}`,
  })
  addAccount(state, { kind: 'MonetaryAccountBank', owners: [user], currency: 'EUR', description: 'bunq account' })
  return user
}

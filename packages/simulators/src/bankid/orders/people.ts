import type { SeedCustomer } from '../../seed/model.ts'
import type { Person, Risk } from './order.ts'

/** What is peculiar about a user, as set over the control address. */
export interface UserProfile {
  /** An `old` app knows neither `returnUrl` nor payments nor the document check. */
  readonly app: 'current' | 'old'
  readonly risk: Risk
}

export interface People {
  /** The seeded customer of that number, else a person made up for it. */
  byNumber(personalNumber: string): Person
  /** Who acts when nobody is named. */
  readonly anybody: Person
  readonly all: readonly Person[]
  profile(personalNumber: string): UserProfile
  setProfile(personalNumber: string, change: Partial<UserProfile>): void
  clear(): void
}

const ordinary: UserProfile = { app: 'current', risk: 'low' }

/** BankID's classic test person: there when no customer is seeded. */
const tolvan: Person = {
  personalNumber: '191212121212',
  givenName: 'Tolvan',
  surname: 'Tolvansson',
  name: 'Tolvan Tolvansson',
}

export const createPeople = (customers: readonly SeedCustomer[]): People => {
  const seeded = customers.map(
    ({ personalNumber, givenName, surname }): Person => ({
      personalNumber,
      givenName,
      surname,
      name: `${givenName} ${surname}`,
    }),
  )
  const known = new Map([tolvan, ...seeded].map((person) => [person.personalNumber, person]))
  const profiles = new Map<string, UserProfile>()
  const profile = (personalNumber: string) => profiles.get(personalNumber) ?? ordinary
  return {
    byNumber: (personalNumber) =>
      known.get(personalNumber) ?? { personalNumber, givenName: 'Test', surname: 'Testsson', name: 'Test Testsson' },
    anybody: seeded[0] ?? tolvan,
    all: [...known.values()],
    profile,
    setProfile: (personalNumber, change) => {
      profiles.set(personalNumber, { ...profile(personalNumber), ...change })
    },
    clear: () => profiles.clear(),
  }
}

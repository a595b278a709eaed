import type { BunqState } from './bunq-state.ts'
import type { Account, User } from './entities.ts'
import { addAccount, addUser } from './users.ts'

/** Accepts requests up to 500.00 and takes money back. */
export const SUGAR_DADDY = 'sugardaddy@bunq.com'

/** The counterparty of the bank's own examples. */
export const BRAVO = 'bravo@bunq.com'

/** The sandbox's fixed parties, unknown in production: each pays and receives without limit, in every currency. */
export const addSystemParties = (state: BunqState): void => {
  const parties = [
    { firstName: 'Sugar', lastName: 'Daddy', email: SUGAR_DADDY, phone: '+31600000001' },
    { firstName: 'Bravo', lastName: 'Bunq', email: BRAVO, phone: '+31600000002' },
  ]
  for (const party of parties) {
    const user = addUser(state, {
      ...party,
      kind: 'UserPerson',
      legalName: `${party.firstName} ${party.lastName}`,
      birthDate: '1980-01-01',
      system: true,
    })
    addAccount(state, { kind: 'MonetaryAccountBank', owners: [user], currency: 'EUR', description: 'Main' })
  }
}

/** The account of a test party in a currency, opened when first needed. */
export const systemAccount = (state: BunqState, user: User, currency: string): Account =>
  user.accountIds.map((id) => state.accounts.get(id)).find((account) => account?.currency === currency) ??
  addAccount(state, { kind: 'MonetaryAccountBank', owners: [user], currency, description: `Main ${currency}` })

import type { BunqState } from './bunq-state.ts'
import type { Account, Party } from './entities.ts'

/** How an account of this bank shows to the other side of a movement. */
export const partyOfAccount = (state: BunqState, account: Account): Party => {
  const owner = state.users.get(account.ownerIds[0] ?? 0)
  return {
    name: owner?.displayName ?? account.displayName,
    iban: account.iban,
    bic: 'BUNQNL2A',
    country: 'NL',
    userUuid: owner?.publicUuid ?? account.publicUuid,
    accountId: account.id,
  }
}

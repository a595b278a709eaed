import type { BunqState } from '../state/bunq-state.ts'
import type { Account, Party, User } from '../state/entities.ts'
import { partyOfAccount } from '../state/party.ts'

export const labelUser = (user: User): object => ({
  uuid: user.publicUuid,
  display_name: user.displayName,
  country: 'NL',
  avatar: null,
  public_nick_name: user.displayName,
  type: user.kind === 'UserPerson' ? 'PERSON' : 'COMPANY',
})

/**
 * A `LabelMonetaryAccount`: what answers show where requests carry a pointer. Recorded answers have neither `bunq_me` nor
 * the members of SWIFT and Wise payments, and the category of a merchant stands on the card's action.
 */
export const labelAccount = (party: Party): object => ({
  iban: party.iban,
  display_name: party.name,
  avatar: null,
  label_user: {
    uuid: party.userUuid,
    display_name: party.name,
    country: party.country,
    avatar: null,
    public_nick_name: party.name,
    type: 'PERSON',
  },
  country: party.country,
  is_light: false,
})

export const labelOwnAccount = (state: BunqState, account: Account): object =>
  labelAccount(partyOfAccount(state, account))

/** The label of a user by id, or null when there is none. */
export const labelUserById = (state: BunqState, userId: number | null): object | null => {
  const user = userId === null ? undefined : state.users.get(userId)
  return user === undefined ? null : labelUser(user)
}

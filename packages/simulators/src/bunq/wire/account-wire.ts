import type { BunqState } from '../state/bunq-state.ts'
import type { Account, User } from '../state/entities.ts'
import { wireAmount } from './amount.ts'
import { labelUser } from './labels.ts'
import { wireDate, wireTimestamp } from './timestamp.ts'

const owners = (state: BunqState, account: Account): readonly User[] =>
  account.ownerIds.map((id) => state.users.get(id)).filter((user) => user !== undefined)

/** One IBAN; the primary account also answers to its owner's e-mail address and phone number. */
const aliases = (state: BunqState, account: Account): object[] => {
  const own = { type: 'IBAN', value: account.iban, name: account.displayName }
  const [first] = owners(state, account)
  if (first === undefined || first.accountIds[0] !== account.id) return [own]
  return [
    own,
    { type: 'EMAIL', value: first.email, name: first.displayName },
    { type: 'PHONE_NUMBER', value: first.phone, name: first.displayName },
  ]
}

const coOwners = (state: BunqState, account: Account): object[] =>
  owners(state, account).map((user) => ({ alias: labelUser(user), status: 'ACCEPTED' }))

const WITHDRAWALS_A_MONTH = 2

const savings = (state: BunqState, account: Account) => {
  const month = wireDate(state.now()).slice(0, 7)
  const made = account.payments.filter(
    ({ amount, created }) => amount < 0n && wireDate(created).startsWith(month),
  ).length
  const goal = account.savingsGoal
  return {
    all_co_owner: coOwners(state, account),
    savings_goal: goal === null ? null : wireAmount(goal, account.currency),
    ...(goal === null || goal <= 0n ? {} : { savings_goal_progress: Number((account.balance * 100n) / goal) }),
    number_of_payment_remaining: String(Math.max(0, WITHDRAWALS_A_MONTH - made)),
  }
}

const base = (state: BunqState, account: Account) => ({
  id: account.id,
  created: wireTimestamp(account.created),
  updated: wireTimestamp(account.updated),
  avatar: null,
  currency: account.currency,
  description: account.description,
  daily_limit: wireAmount(account.dailyLimit, account.currency),
  balance: wireAmount(account.balance, account.currency),
  alias: aliases(state, account),
  public_uuid: account.publicUuid,
  status: account.status,
  sub_status: account.subStatus,
  user_id: account.ownerIds[0] ?? null,
})

const full = (state: BunqState, account: Account) => ({
  ...base(state, account),
  reason: account.reason,
  reason_description: account.reasonDescription,
  monetary_account_profile: null,
  setting: account.settings,
  all_auto_save_id: [],
  country: 'NL',
  timezone: 'europe/amsterdam',
  notification_filters: [],
  connected_cards: [],
})

const overdraft = (account: Account) => ({ overdraft_limit: wireAmount(account.overdraft, account.currency) })

/** A view of another bank's account that has not been read yet: nearly everything is null. */
const external = (state: BunqState, account: Account) => ({
  ...full(state, account),
  currency: null,
  daily_limit: null,
  balance: null,
  alias: [{ type: 'IBAN', value: null, name: null }],
  service: 'BRAND',
  open_banking_account: {
    status: 'ACTIVE',
    iban: null,
    time_synced_last: null,
    provider_bank: null,
    balance_booked: null,
    balance_available: null,
  },
})

/** An account under the name of its kind. */
export const accountWire = (state: BunqState, account: Account): object => {
  const fields = (): object => {
    switch (account.kind) {
      case 'MonetaryAccountBank':
        return { ...full(state, account), ...overdraft(account), display_name: account.displayName }
      case 'MonetaryAccountSavings':
        return { ...full(state, account), ...savings(state, account) }
      case 'MonetaryAccountJoint':
        return { ...full(state, account), ...overdraft(account), all_co_owner: coOwners(state, account) }
      case 'MonetaryAccountCard':
        return {
          ...base(state, account),
          ...overdraft(account),
          balance_real: wireAmount(account.balance, account.currency),
        }
      case 'MonetaryAccountExternal':
        return { ...external(state, account), overdraft_limit: null, display_name: account.displayName }
      case 'MonetaryAccountExternalSavings':
        return { ...external(state, account), ...savings(state, account) }
    }
  }
  return { [account.kind]: fields() }
}

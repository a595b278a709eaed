import type { Pointer } from '../http/body.ts'
import { refusal } from '../http/refusal.ts'
import type { BunqState } from './bunq-state.ts'
import type { Account, User } from './entities.ts'
import { isIban, normaliseIban } from './iban.ts'
import type { Counterparty } from './ledger.ts'
import { outsideParty } from './outside-party.ts'
import { systemAccount } from './system-parties.ts'

const invalid = (reason: string, received?: string) =>
  refusal(30, 400, 'Invalid counterparty alias.', reason, received === undefined ? {} : { received })

const digits = (phone: string): string => phone.replaceAll(/[^+\d]/g, '')

/** The user behind an e-mail address or a phone number. */
export const findUser = (state: BunqState, pointer: Pointer): User | undefined => {
  const value = pointer.type === 'EMAIL' ? pointer.value.toLowerCase() : digits(pointer.value)
  for (const user of state.users.values()) {
    const own = pointer.type === 'EMAIL' ? user.email.toLowerCase() : digits(user.phone)
    if (own === value) return user
  }
  return undefined
}

const receives = (account: Account | undefined): account is Account =>
  account !== undefined &&
  (account.status === 'ACTIVE' || account.subStatus === 'ONLY_ACCEPTING_INCOMING') &&
  !account.kind.startsWith('MonetaryAccountExternal')

/** The account that takes a user's money: the oldest open one in the currency. */
export const receivingAccount = (state: BunqState, user: User, currency: string): Account | undefined => {
  if (user.system === true) return systemAccount(state, user, currency)
  const open = user.accountIds.map((id) => state.accounts.get(id)).filter(receives)
  return open.find((account) => account.currency === currency) ?? open[0]
}

/** Row 30. An IBAN of another bank is accepted: its money leaves for the world outside. */
export const resolveCounterparty = (state: BunqState, pointer: Pointer, currency: string): Counterparty => {
  if (pointer.type !== 'IBAN') {
    const user = findUser(state, pointer)
    const account = user && receivingAccount(state, user, currency)
    if (account === undefined) throw invalid('nobody at the bank has this e-mail address or phone number')
    return { account }
  }
  const iban = normaliseIban(pointer.value)
  if (pointer.name === undefined || pointer.name.trim() === '') throw invalid('an IBAN needs the name of its holder')
  if (!isIban(iban)) throw invalid('the check digits of the IBAN are wrong')
  const account = state.accountsByIban.get(iban)
  if (account === undefined) {
    return { outside: outsideParty(pointer.name, { iban, value: iban }) }
  }
  if (!receives(account)) throw invalid('the account of the counterparty is closed')
  const owner = state.users.get(account.ownerIds[0] ?? 0)
  return { account: owner?.system === true ? systemAccount(state, owner, currency) : account }
}

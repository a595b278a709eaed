import { must, readAmount, readPointer } from '../http/body.ts'
import { amountField, pointerField, required } from '../http/fields.ts'
import { refusal } from '../http/refusal.ts'
import type { Reply, Route, SessionCall } from '../http/route.ts'
import { normaliseIban } from '../state/iban.ts'

/** A holder asks about the own accounts, a service provider about anybody's. */
const confirm = ({ state, user, key, body }: SessionCall): Reply => {
  const pointer = must(readPointer(body, 'pointer_iban'))
  const amount = must(readAmount(body, 'amount'))
  const account = state.accountsByIban.get(normaliseIban(pointer.value))
  const allowed = account !== undefined && (key.kind === 'psd2' || account.ownerIds.includes(user.id))
  if (pointer.type !== 'IBAN' || !allowed) {
    throw refusal(30, 400, 'Invalid counterparty alias.', 'the IBAN is not that of an account that may be asked about')
  }
  const enough = account.currency === amount.currency && account.balance + account.overdraft >= amount.value
  return { objects: [{ ConfirmationOfFunds: { has_sufficient_funds: enough && account.status === 'ACTIVE' } }] }
}

export const fundsRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: 'user/{user}/confirmation-of-funds',
    token: 'session',
    fields: { pointer_iban: required(pointerField), amount: required(amountField) },
    handle: confirm,
  },
]

import { refusal } from '../http/refusal.ts'
import { requestInquiryWire, requestResponseWire } from '../wire/request-wire.ts'
import { type BunqState, occur } from './bunq-state.ts'
import type { Account, MoneyRequest, Payment } from './entities.ts'
import { move } from './ledger.ts'

/** Both sides hear of each change, each in its own words. */
export const announceRequest = (state: BunqState, request: MoneyRequest, word: string): void => {
  const action = word === 'CREATED' ? 'CREATE' : 'UPDATE'
  const tell = (accountId: number, side: 'INQUIRY' | 'RESPONSE') => {
    for (const userId of state.accounts.get(accountId)?.ownerIds ?? []) {
      occur(state, {
        action,
        userId,
        accountId,
        objectType: side === 'INQUIRY' ? 'RequestInquiry' : 'RequestResponse',
        objectId: side === 'INQUIRY' ? request.id : request.responseId,
        notices: [['REQUEST', `REQUEST_${side}_${word}`]],
        wire: () => (side === 'INQUIRY' ? requestInquiryWire(state, request) : requestResponseWire(state, request)),
      })
    }
  }
  tell(request.accountId, 'INQUIRY')
  if (request.payerAccountId !== undefined) tell(request.payerAccountId, 'RESPONSE')
}

const settle = (state: BunqState, request: MoneyRequest, status: MoneyRequest['status']): void => {
  request.status = status
  request.updated = state.now()
  if (status === 'ACCEPTED' || status === 'REJECTED') request.respondedAt = request.updated
  announceRequest(state, request, status)
}

/** Moves the money and closes the request. The caller has judged the payer's balance. */
export const acceptRequest = (state: BunqState, request: MoneyRequest, payer: Account, amount: bigint): Payment => {
  const account = state.accounts.get(request.accountId)
  if (account === undefined) throw new TypeError('a request without an account')
  const payment = move(state, {
    account: payer,
    counterparty: { account },
    amount,
    description: request.description,
    subType: 'REQUEST',
  })
  request.amountResponded = amount
  settle(state, request, 'ACCEPTED')
  return payment
}

export const closeRequest = (
  state: BunqState,
  request: MoneyRequest,
  status: 'REJECTED' | 'REVOKED' | 'EXPIRED',
): void => settle(state, request, status)

/** Row 35: a request is answered, revoked or expired once. */
export const demandPending = (request: MoneyRequest): void => {
  if (request.status === 'PENDING') return
  throw refusal(35, 400, 'Invalid value for field "status".', 'the request is no longer open', {
    expected: 'PENDING',
    received: request.status,
  })
}

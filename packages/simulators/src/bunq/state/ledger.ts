import type { MinorUnits } from '../../seed/model.ts'
import { paymentWire } from '../wire/payment-wire.ts'
import { type BunqState, occur } from './bunq-state.ts'
import type { Account, Party, Payment } from './entities.ts'
import { partyOfAccount } from './party.ts'

/** The other side of a movement: an account of this bank, or somebody beyond it. */
export type Counterparty = { readonly account: Account } | { readonly outside: Party }

export interface Movement {
  readonly account: Account
  readonly counterparty: Counterparty
  /** Positive; leaves `account`. */
  readonly amount: MinorUnits
  readonly description: string
  readonly merchantReference?: string | undefined
  readonly attachmentIds?: readonly number[] | undefined
  readonly batchId?: number | undefined
  readonly scheduledId?: number | undefined
  /** `REQUEST` for an answered request. */
  readonly subType?: string
  /** `MASTERCARD` for a booked card payment. */
  readonly type?: string
}

/** Adds to an account what the world beyond the bank loses, so that all balances together stay zero. */
export const bringIn = (state: BunqState, account: Account, amount: MinorUnits): void => {
  account.balance += amount
  state.outside.set(account.currency, (state.outside.get(account.currency) ?? 0n) - amount)
}

/** All balances of a currency together with the outside: zero at all times. */
export const totalOf = (state: BunqState, currency: string): MinorUnits => {
  let total = state.outside.get(currency) ?? 0n
  for (const account of state.accounts.values()) if (account.currency === currency) total += account.balance
  return total
}

/** Writes one line into an account's history, after its balance has changed. */
const book = (
  state: BunqState,
  account: Account,
  movement: Movement,
  side: { readonly amount: MinorUnits; readonly party: Party },
): Payment => {
  const at = state.now()
  const outside = 'outside' in movement.counterparty
  const payment: Payment = {
    id: state.nextId(),
    accountId: account.id,
    created: at,
    updated: at,
    amount: side.amount,
    currency: account.currency,
    party: side.party,
    description: movement.description,
    type: movement.type ?? (outside ? 'EBA_SCT' : 'BUNQ'),
    subType: movement.subType ?? (outside && movement.type === undefined ? 'SCT' : 'PAYMENT'),
    category: 'TRANSFER',
    balanceAfter: account.balance,
    merchantReference: movement.merchantReference ?? null,
    attachmentIds: side.amount < 0n ? (movement.attachmentIds ?? []) : [],
    batchId: side.amount < 0n ? (movement.batchId ?? null) : null,
    scheduledId: side.amount < 0n ? (movement.scheduledId ?? null) : null,
  }
  account.payments.push(payment)
  account.updated = at
  return payment
}

/** Tells the account's owners, in the event list and over webhooks. */
export const announce = (state: BunqState, account: Account, payment: Payment): void => {
  const out = payment.amount < 0n
  const mutation: readonly [string, string] = ['MUTATION', out ? 'MUTATION_CREATED' : 'MUTATION_RECEIVED']
  const plain: readonly [string, string] = ['PAYMENT', out ? 'PAYMENT_CREATED' : 'PAYMENT_RECEIVED']
  for (const userId of account.ownerIds) {
    occur(state, {
      action: 'CREATE',
      userId,
      accountId: account.id,
      objectType: 'Payment',
      objectId: payment.id,
      notices: payment.subType === 'REQUEST' ? [mutation] : [mutation, plain],
      wire: () => paymentWire(state, account, payment),
    })
  }
}

/**
 * Moves money in one step: both balances change, both histories gain a line, or nothing happens.
 * The caller has judged balance, limits and currency. Gives the payer's payment.
 */
export const move = (state: BunqState, movement: Movement): Payment => {
  const { account, amount, counterparty } = movement
  if ('outside' in counterparty) {
    bringIn(state, account, -amount)
    const payment = book(state, account, movement, { amount: -amount, party: counterparty.outside })
    announce(state, account, payment)
    return payment
  }
  const receiver = counterparty.account
  account.balance -= amount
  receiver.balance += amount
  const sent = book(state, account, movement, { amount: -amount, party: partyOfAccount(state, receiver) })
  const received = book(state, receiver, movement, { amount, party: partyOfAccount(state, account) })
  announce(state, account, sent)
  announce(state, receiver, received)
  return sent
}

export interface Receipt {
  readonly account: Account
  readonly from: Party
  /** Positive. */
  readonly amount: MinorUnits
  readonly description: string
  readonly subType?: string
}

/** Money that comes from beyond the bank. */
export const receive = (state: BunqState, { account, from, amount, ...rest }: Receipt): Payment => {
  bringIn(state, account, amount)
  const payment = book(
    state,
    account,
    { account, counterparty: { outside: from }, amount, ...rest },
    { amount, party: from },
  )
  announce(state, account, payment)
  return payment
}

import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import type { SeedCounterparty, SeedTransaction } from '../../seed/model.ts'
import { readEntry, readEntryChange } from '../../seed/read-entry.ts'
import { type BunqState, occur, runDueJobs } from '../state/bunq-state.ts'
import { addCardAction, BOOKING_DELAY_MS } from '../state/cards.ts'
import type { Account, Party, Payment } from '../state/entities.ts'
import { bringIn, move, receive } from '../state/ledger.ts'
import { outsideParty } from '../state/outside-party.ts'
import type { CardAction } from '../state/records.ts'
import { cardActionWire } from '../wire/card-wire.ts'

const problem = (status: number, error: string): ControlAnswer => ({ status, body: { error } })

type Handler = (state: BunqState, account: Account, input: ControlInput) => ControlAnswer

const partyOf = ({ name, iban }: SeedCounterparty): Party =>
  outsideParty(name, { iban: iban ?? null, value: iban ?? name })

/** Books a movement with somebody outside; the bank's own numbers and balances follow. */
const book = (state: BunqState, account: Account, entry: SeedTransaction, type?: string): Payment => {
  const party = partyOf(entry.counterparty)
  const description = entry.remittance
  return entry.amount < 0n
    ? move(state, {
        account,
        counterparty: { outside: party },
        amount: -entry.amount,
        description,
        ...(type === undefined ? {} : { type }),
      })
    : receive(state, { account, from: party, amount: entry.amount, description })
}

/** A card payment that is authorised; it becomes a payment when it books. */
const authorise = (state: BunqState, account: Account, entry: SeedTransaction): CardAction | undefined => {
  const card = state.records.cards.find(({ userId }) => account.ownerIds.includes(userId))
  if (card === undefined) return undefined
  const action = addCardAction(state, {
    at: state.now(),
    account,
    card,
    amount: -entry.amount,
    original: { amount: -entry.amount, currency: account.currency },
    party: partyOf(entry.counterparty),
    description: entry.remittance,
  })
  occur(state, {
    action: 'CREATE',
    userId: card.userId,
    accountId: account.id,
    objectType: 'MasterCardAction',
    objectId: action.id,
    notices: [['CARD_TRANSACTION_SUCCESSFUL', 'CARD_PAYMENT_ALLOWED']],
    wire: () => cardActionWire(state, action),
  })
  return action
}

const bookAction = (state: BunqState, account: Account, action: CardAction, entry: SeedTransaction): Payment => {
  const payment = book(state, account, entry, 'MASTERCARD')
  action.paymentId = payment.id
  action.updated = state.now()
  return payment
}

/** Numbers rise with time here, so an entry is booked now, or when the clock gets to its instant. */
const add: Handler = (state, account, { body }) => {
  const now = state.now()
  const read = readEntry(body, { now, digits: 2, newId: () => state.uuid() })
  if ('problem' in read) return problem(400, read.problem)
  const { entry } = read
  if (entry.instant < now)
    return problem(400, '"at" lies in the past: bunq numbers its entries in the order of booking')
  const later = (at: number, run: () => void): void => void state.jobs.push({ at, run })
  if (entry.status === 'booked') {
    if (entry.instant === now) return { status: 200, body: { paymentId: book(state, account, entry).id } }
    later(entry.instant, () => book(state, account, entry))
    return { status: 200, body: { at: new Date(entry.instant).toISOString() } }
  }
  if (entry.amount >= 0n) return problem(400, 'a pending entry is spent by card here: its amount is negative')
  const booksAt = entry.booksAt ?? entry.instant + BOOKING_DELAY_MS
  const start = (): CardAction | undefined => {
    const action = authorise(state, account, entry)
    if (action !== undefined && Number.isFinite(booksAt)) {
      later(booksAt, () => {
        if (action.paymentId === null) bookAction(state, account, action, entry)
      })
    }
    return action
  }
  if (entry.instant > now) {
    later(entry.instant, () => void start())
    return { status: 200, body: { at: new Date(entry.instant).toISOString() } }
  }
  const action = start()
  return action === undefined
    ? problem(409, 'the owner of this account has no card')
    : { status: 200, body: { actionId: action.id } }
}

/** A card payment that is authorised is booked now, with another amount or text where the body says so. */
const settle: Handler = (state, account, { body }) => {
  const { actionId, ...rest } = body
  const action = state.records.cardActions.find(({ id, accountId }) => id === actionId && accountId === account.id)
  if (action === undefined) return problem(404, 'no such card action of this account')
  if (action.paymentId !== null) return problem(409, 'the card action is booked already')
  const change = readEntryChange(rest, 2)
  if ('problem' in change) return problem(400, change.problem)
  const payment = bookAction(state, account, action, {
    id: '',
    status: 'booked',
    instant: state.now(),
    bookingDate: '',
    counterparty: { name: action.party.name, ...(action.party.iban === null ? {} : { iban: action.party.iban }) },
    remittance: action.description,
    kind: 'card',
    ...change.fields,
    amount: change.fields.amount ?? -action.amount,
  })
  return { status: 200, body: { paymentId: payment.id } }
}

/** Moves the balances after a payment by a difference, the outside by its contrary. */
const shift = (state: BunqState, account: Account, from: number, difference: bigint): void => {
  bringIn(state, account, difference)
  account.payments.forEach((payment, index) => {
    if (index < from) return
    account.payments[index] = { ...payment, balanceAfter: payment.balanceAfter + difference }
  })
}

/** The bank says something else of a payment than before; its number stays. */
const correct: Handler = (state, account, { body }) => {
  const { paymentId, ...rest } = body
  const index = account.payments.findIndex(({ id }) => id === paymentId)
  const payment = account.payments[index]
  if (payment === undefined) return problem(404, 'no such payment of this account')
  const change = readEntryChange(rest, 2)
  if ('problem' in change) return problem(400, change.problem)
  const { amount = payment.amount, remittance = payment.description, counterparty } = change.fields
  const party = counterparty === undefined ? payment.party : partyOf(counterparty)
  account.payments[index] = { ...payment, amount, description: remittance, party, updated: state.now() }
  if (amount !== payment.amount) shift(state, account, index, amount - payment.amount)
  return { status: 200, body: { paymentId } }
}

/** A payment was never there. */
const withdraw: Handler = (state, account, { body }) => {
  const index = account.payments.findIndex(({ id }) => id === body['paymentId'])
  const [payment] = index < 0 ? [] : account.payments.splice(index, 1)
  if (payment === undefined) return problem(404, 'no such payment of this account')
  shift(state, account, index, -payment.amount)
  return { status: 200, body: { paymentId: payment.id } }
}

/** `/bunq/accounts/{id}/entries` and beside it: the bank's hand on single entries of an account. */
export const entryControl = (state: () => BunqState): readonly ControlRoute[] => {
  const on =
    (handler: Handler) =>
    (input: ControlInput): ControlAnswer => {
      runDueJobs(state())
      const account = state().accounts.get(Number(input.params[0]))
      return account === undefined ? problem(404, 'no such account') : handler(state(), account, input)
    }
  const path = (verb: string): RegExp => new RegExp(`^/bunq/accounts/(\\d+)/${verb}$`)
  return [
    { method: 'POST', pattern: path('entries'), handle: on(add) },
    { method: 'POST', pattern: path('settle'), handle: on(settle) },
    { method: 'POST', pattern: path('correct'), handle: on(correct) },
    { method: 'POST', pattern: path('withdraw'), handle: on(withdraw) },
  ]
}

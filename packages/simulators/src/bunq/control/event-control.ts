import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import { type BunqState, occur, runDueJobs } from '../state/bunq-state.ts'
import { addCardAction, BOOKING_DELAY_MS } from '../state/cards.ts'
import { move, receive } from '../state/ledger.ts'
import { outsideParty } from '../state/outside-party.ts'
import { toMinorUnits } from '../wire/amount.ts'
import { cardActionWire } from '../wire/card-wire.ts'
import { tabWire } from '../wire/tab-wire.ts'

const problem = (status: number, error: string): ControlAnswer => ({ status, body: { error } })

const readAmount = (value: unknown): bigint | undefined =>
  typeof value === 'string' && /^\d{1,13}(\.\d{1,2})?$/.test(value) ? toMinorUnits(value) : undefined

/** Somebody outside pays a bunq.me tab: `{amount?, name?}`; the amount is the tab's where it has one. */
const payTab = (state: BunqState, { params, body }: ControlInput): ControlAnswer => {
  const tab = state.records.tabs.find(({ id }) => String(id) === params[0])
  const account = tab === undefined ? undefined : state.accounts.get(tab.accountId)
  if (tab === undefined || account === undefined) return problem(404, 'no such tab')
  if (tab.status !== 'WAITING_FOR_PAYMENT') return problem(409, `the tab is ${tab.status}`)
  const amount = readAmount(body['amount']) ?? tab.amount
  if (amount === null || amount <= 0n) return problem(400, 'the tab names no amount: give one, such as "12.50"')
  const name = typeof body['name'] === 'string' ? body['name'] : 'Somebody Outside'
  const from = outsideParty(name, { iban: null, value: name })
  const payment = receive(state, { account, from, amount, description: tab.description })
  tab.paymentIds.push(payment.id)
  tab.updated = state.now()
  for (const userId of account.ownerIds) {
    occur(state, {
      action: 'UPDATE',
      userId,
      accountId: account.id,
      objectType: 'BunqMeTab',
      objectId: tab.id,
      notices: [['TAB_RESULT', 'BUNQME_TAB_RESULT_INQUIRY_CREATED']],
      wire: () => tabWire(state, tab),
    })
  }
  return { status: 200, body: { paymentId: payment.id } }
}

const MOST_DEPOSITS = 100_000

/** Money arrives from another bank: `{amount, name?, description?, times?}`; `times` makes long histories quickly. */
const deposit = (state: BunqState, { params, body }: ControlInput): ControlAnswer => {
  const account = state.accounts.get(Number(params[0]))
  const amount = readAmount(body['amount'])
  if (account === undefined) return problem(404, 'no such account')
  if (amount === undefined || amount <= 0n) return problem(400, '"amount" is a positive decimal such as "12.50"')
  const name = typeof body['name'] === 'string' ? body['name'] : 'Somebody Outside'
  const description = typeof body['description'] === 'string' ? body['description'] : ''
  const times = body['times'] ?? 1
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1 || times > MOST_DEPOSITS) {
    return problem(400, `"times" is a whole number from 1 to ${MOST_DEPOSITS}`)
  }
  const from = outsideParty(name, { iban: 'NL91ABNA0417164300', value: name })
  const payments = Array.from({ length: times }, () => receive(state, { account, amount, description, from }))
  return { status: 200, body: { paymentId: payments.at(-1)?.id } }
}

const blocks = ['COMPLETELY', 'ONLY_ACCEPTING_INCOMING']

/** The bank blocks an account or sets it free: `{"blocked": "COMPLETELY" | "ONLY_ACCEPTING_INCOMING" | null}`. */
const block = (state: BunqState, { params, body }: ControlInput): ControlAnswer => {
  const account = state.accounts.get(Number(params[0]))
  const blocked = body['blocked']
  if (account === undefined) return problem(404, 'no such account')
  if (blocked !== null && !blocks.includes(String(blocked))) {
    return problem(400, `"blocked" is null or one of ${blocks.join(', ')}`)
  }
  account.status = blocked === null ? 'ACTIVE' : 'BLOCKED'
  account.subStatus = blocked === null ? 'NONE' : String(blocked)
  account.updated = state.now()
  return { status: 200, body: { status: account.status, subStatus: account.subStatus } }
}

/** The holder pays with a card: `{amount, merchant?}`. It is authorised now and becomes a payment two days later. */
const payByCard = (state: BunqState, { params, body }: ControlInput): ControlAnswer => {
  const card = state.records.cards.find(({ id }) => String(id) === params[0])
  const account = card === undefined ? undefined : state.accounts.get(card.accountId)
  const amount = readAmount(body['amount'])
  if (card === undefined || account === undefined) return problem(404, 'no such card')
  if (amount === undefined || amount <= 0n) return problem(400, '"amount" is a positive decimal such as "12.50"')
  const merchant = typeof body['merchant'] === 'string' ? body['merchant'] : 'Some Shop'
  const party = outsideParty(merchant, { iban: null, value: merchant })
  const original = { amount, currency: account.currency }
  const description = `${merchant} card payment`
  const action = addCardAction(state, { at: state.now(), account, card, amount, original, party, description })
  occur(state, {
    action: 'CREATE',
    userId: card.userId,
    accountId: account.id,
    objectType: 'MasterCardAction',
    objectId: action.id,
    notices: [['CARD_TRANSACTION_SUCCESSFUL', 'CARD_PAYMENT_ALLOWED']],
    wire: () => cardActionWire(state, action),
  })
  const book = (): void => {
    const payment = move(state, { account, counterparty: { outside: party }, amount, description, type: 'MASTERCARD' })
    action.paymentId = payment.id
    action.updated = state.now()
  }
  state.jobs.push({ at: state.now() + BOOKING_DELAY_MS, run: book })
  return { status: 200, body: { actionId: action.id } }
}

/** Things that happen at the bank without its API. */
export const eventControl = (state: () => BunqState): readonly ControlRoute[] => {
  const on = (handler: (state: BunqState, input: ControlInput) => ControlAnswer) => (input: ControlInput) => {
    runDueJobs(state())
    return handler(state(), input)
  }
  return [
    { method: 'POST', pattern: /^\/bunq\/tabs\/(\d+)\/pay$/, handle: on(payTab) },
    { method: 'POST', pattern: /^\/bunq\/accounts\/(\d+)\/deposit$/, handle: on(deposit) },
    { method: 'POST', pattern: /^\/bunq\/accounts\/(\d+)\/block$/, handle: on(block) },
    { method: 'POST', pattern: /^\/bunq\/cards\/(\d+)\/pay$/, handle: on(payByCard) },
  ]
}

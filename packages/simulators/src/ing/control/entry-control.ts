import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import { amsterdamDate } from '../../seed/amsterdam.ts'
import { readEntry, readEntryChange } from '../../seed/read-entry.ts'
import { amountText, fractionDigits } from '../ais/amount-text.ts'
import type { IngAccount } from '../ais/ing-account.ts'
import type { Ledger } from '../ais/ledger.ts'
import type { IngWorld } from '../world.ts'
import { newsOf } from './news.ts'

const bad = (error: string): ControlAnswer => ({ status: 400, body: { error } })
const missing = (error: string): ControlAnswer => ({ status: 404, body: { error } })

type Handler = (world: IngWorld, ledger: Ledger, input: ControlInput) => ControlAnswer

/** The account's ledger: the first one, or that of the currency named in the body. */
const ledgerOf = (account: IngAccount | undefined, currency: unknown): Ledger | undefined =>
  account?.ledgers.find((each) => currency === undefined || each.currency === currency)

/** A given entry: `at` may lie ahead, and it appears when the clock gets there. */
const add: Handler = (world, ledger, { body }) => {
  const read = readEntry(body, { now: world.now(), digits: fractionDigits(ledger.currency), newId: () => world.uuid() })
  if ('problem' in read) return bad(read.problem)
  if (!ledger.insert(read.entry)) return bad('This account has a made history: entries come after its last one.')
  const { id, status, bookedId } = read.entry
  return { status: 200, body: { transactionId: id, status, ...(bookedId === undefined ? {} : { bookedId }) } }
}

/** A pending entry is booked now, under another id, and as the body says with another amount or text. */
const settle: Handler = (world, ledger, { body }) => {
  const found = ledger.find(String(body['transactionId']), world.now())
  if (found === undefined) return missing('No such entry')
  if (found.entry.status !== 'pending') return { status: 409, body: { error: 'The entry is booked already' } }
  const change = readEntryChange(body, fractionDigits(ledger.currency))
  if ('problem' in change) return bad(change.problem)
  const { newId, keepPending, fields } = change
  const bookedId = newId ?? found.entry.transaction.bookedId ?? world.uuid()
  const now = world.now()
  const booked = {
    ...found.entry.transaction,
    bookingDate: amsterdamDate(now),
    ...fields,
    id: bookedId,
    bookedId,
    status: 'booked',
    booksAt: undefined,
    instant: now,
  } as const
  if (keepPending) ledger.replace(found.position, { ...found.entry.transaction, booksAt: Number.POSITIVE_INFINITY })
  else ledger.remove(found.position)
  ledger.insert(booked)
  return { status: 200, body: { transactionId: bookedId, status: 'booked' } }
}

/** The bank says something else of an entry than before: amount, days, texts, or its id. */
const correct: Handler = (world, ledger, { body }) => {
  const found = ledger.find(String(body['transactionId']), world.now())
  if (found === undefined) return missing('No such entry')
  const change = readEntryChange(body, fractionDigits(ledger.currency))
  if ('problem' in change) return bad(change.problem)
  const id = change.newId ?? found.entry.id
  const ids = found.entry.status === 'booked' ? { id, bookedId: id } : { id }
  ledger.replace(found.position, { ...found.entry.transaction, ...change.fields, ...ids })
  return { status: 200, body: { transactionId: id, status: found.entry.status } }
}

/** An entry, booked or pending, was never there. */
const withdraw: Handler = (world, ledger, { body }) => {
  const found = ledger.find(String(body['transactionId']), world.now())
  if (found === undefined) return missing('No such entry')
  ledger.remove(found.position)
  return { status: 200, body: { transactionId: found.entry.id } }
}

const MOST_DAYS = 366

/** What happens on the coming days of an account: see `newsOf`. */
const plan: Handler = (world, ledger, { body }) => {
  const days = body['days'] ?? 1
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
    return bad(`days must be a whole number from 1 to ${MOST_DAYS}`)
  }
  const now = world.now()
  const entries = newsOf({ now, days, newId: () => world.uuid(), random: world.context.random(`news/${now}`) })
  if (entries.some((entry) => !ledger.insert(entry))) return bad('This account has a made history.')
  return {
    status: 200,
    body: { items: entries.map(({ id, instant }) => ({ transactionId: id, at: new Date(instant).toISOString() })) },
  }
}

const MOST_LISTED = 200

/** Newest first, as the account stands now. */
const list: Handler = (world, ledger) => {
  const now = world.now()
  const last = ledger.positionOf(now + 1) - 1
  const positions = Array.from({ length: Math.min(MOST_LISTED, last + 1) }, (_, index) => last - index)
  const items = positions.flatMap((position) => {
    const entry = ledger.entryAt(position, now)
    if (entry === undefined) return []
    const { transaction } = entry
    return [
      {
        transactionId: entry.id,
        status: entry.status,
        at: new Date(transaction.instant).toISOString(),
        bookingDate: transaction.bookingDate,
        amount: amountText(transaction.amount, ledger.currency),
        counterparty: transaction.counterparty.name,
        description: transaction.remittance,
      },
    ]
  })
  return { status: 200, body: { items } }
}

/** `/ing/accounts/{id}/entries` and beside it: the bank's hand on single entries of an account. */
export const entryControl = (world: IngWorld): readonly ControlRoute[] => {
  const on =
    (handler: Handler) =>
    (input: ControlInput): ControlAnswer => {
      const currency = input.body['currency']
      const ledger = ledgerOf(world.state.accounts.get(input.params[0] ?? ''), currency)
      return ledger === undefined ? missing('No such account, or not in this currency') : handler(world, ledger, input)
    }
  const path = (verb: string): RegExp => new RegExp(`^/ing/accounts/([^/]+)/${verb}$`)
  return [
    { method: 'GET', pattern: path('entries'), handle: on(list) },
    { method: 'POST', pattern: path('entries'), handle: on(add) },
    { method: 'POST', pattern: path('settle'), handle: on(settle) },
    { method: 'POST', pattern: path('correct'), handle: on(correct) },
    { method: 'POST', pattern: path('withdraw'), handle: on(withdraw) },
    { method: 'POST', pattern: path('news'), handle: on(plan) },
  ]
}

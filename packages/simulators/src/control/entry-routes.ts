import type { ControlAnswer, ControlInput, ControlRoute } from '../http/bank-handler.ts'
import { amountText, fractionDigits } from '../ing/ais/amount-text.ts'
import type { Ledger } from '../ing/ais/ledger.ts'
import { amsterdamDate } from '../seed/amsterdam.ts'
import { readEntry, readEntryChange } from '../seed/read-entry.ts'

/** What the entries of a bank's accounts need of its world. */
export interface EntryWorld {
  now(): number
  uuid(): string
}

export type EntryHandler = (world: EntryWorld, ledger: Ledger, input: ControlInput) => ControlAnswer

const bad = (error: string): ControlAnswer => ({ status: 400, body: { error } })
const missing = (error: string): ControlAnswer => ({ status: 404, body: { error } })

/** A given entry: `at` may lie ahead, and it appears when the clock gets there. */
const add: EntryHandler = (world, ledger, { body }) => {
  const read = readEntry(body, { now: world.now(), digits: fractionDigits(ledger.currency), newId: () => world.uuid() })
  if ('problem' in read) return bad(read.problem)
  if (!ledger.insert(read.entry)) return bad('This account has a made history: entries come after its last one.')
  const { id, status, bookedId } = read.entry
  return { status: 200, body: { transactionId: id, status, bookedId } }
}

/** A pending entry is booked now, under another id, and as the body says with another amount or text. */
const settle: EntryHandler = (world, ledger, { body }) => {
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
const correct: EntryHandler = (world, ledger, { body }) => {
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
const withdraw: EntryHandler = (world, ledger, { body }) => {
  const found = ledger.find(String(body['transactionId']), world.now())
  if (found === undefined) return missing('No such entry')
  ledger.remove(found.position)
  return { status: 200, body: { transactionId: found.entry.id } }
}

const MOST_LISTED = 200

/** Newest first, as the account stands now. */
const list: EntryHandler = (world, ledger) => {
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

interface EntryRoutesParts {
  readonly world: EntryWorld
  /** Source of the expression of an account's address, such as `/ing/accounts/([^/]+)`. */
  readonly account: string
  /** The ledger that the places of the address name. */
  ledgerOf(input: ControlInput): Ledger | undefined
  /** Verbs besides those of all banks. */
  readonly more?: Readonly<Record<string, EntryHandler>>
}

const verbs: readonly (readonly [method: ControlRoute['method'], verb: string, handler: EntryHandler])[] = [
  ['GET', 'entries', list],
  ['POST', 'entries', add],
  ['POST', 'settle', settle],
  ['POST', 'correct', correct],
  ['POST', 'withdraw', withdraw],
]

/** The bank's hand on single entries of an account: `entries`, `settle`, `correct` and `withdraw` under its address. */
export const entryRoutes = ({ world, account, ledgerOf, more = {} }: EntryRoutesParts): readonly ControlRoute[] => {
  const own = Object.entries(more).map(([verb, handler]) => ['POST', verb, handler] as const)
  return [...verbs, ...own].map(([method, verb, handler]) => ({
    method,
    pattern: new RegExp(`^${account}/${verb}$`),
    handle: (input) => {
      const ledger = ledgerOf(input)
      return ledger === undefined ? missing('No such account, or not in this currency') : handler(world, ledger, input)
    },
  }))
}

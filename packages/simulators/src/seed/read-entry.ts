import type { EpochMs } from '../clock/simulated-clock.ts'
import { parseInstant } from '../control/common-routes.ts'
import { amsterdamDate } from './amsterdam.ts'
import type { SeedCounterparty, SeedTransaction } from './model.ts'

type Body = Readonly<Record<string, unknown>>
interface Problem {
  readonly problem: string
}

const problem = (text: string): Problem => ({ problem: text })

/** Members of the bodies of `entries`, `settle`, `correct`. */
const members = [
  ...['amount', 'currency', 'status', 'at', 'bookingDate', 'valueDate', 'counterparty', 'description', 'endToEndId'],
  ...['transactionId', 'newId', 'bookedId', 'booksAfterSeconds', 'keepPending'],
]

const isText = (value: unknown): value is string => typeof value === 'string'
const isDate = (value: unknown): value is string => isText(value) && /^\d{4}-\d\d-\d\d$/.test(value)

/** Signed decimal text to minor units; undefined when it is none. */
const minorUnits = (value: unknown, digits: number): bigint | undefined => {
  const [, sign = '', whole = '', fraction = ''] =
    (isText(value) && /^([+-]?)(\d{1,15})(?:\.(\d+))?$/.exec(value)) || []
  if (whole === '' || fraction.length > digits) return undefined
  const units = BigInt(`${whole}${fraction.padEnd(digits, '0')}`)
  return sign === '-' ? -units : units
}

const readCounterparty = (value: unknown): SeedCounterparty | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const { name, iban, bic } = value as { name?: unknown; iban?: unknown; bic?: unknown }
  if (!isText(name) || ![iban, bic].every((each) => each === undefined || isText(each))) return undefined
  return { name, ...(isText(iban) ? { iban } : {}), ...(isText(bic) ? { bic } : {}) }
}

export type EntryFields = Partial<
  Pick<SeedTransaction, 'amount' | 'bookingDate' | 'valueDate' | 'counterparty' | 'remittance' | 'endToEndId'>
>

/** The fields that the bank may write anew. */
const readFields = (body: Body, digits: number): { readonly fields: EntryFields } | Problem => {
  const unknown = Object.keys(body).find((name) => !members.includes(name))
  if (unknown !== undefined) return problem(`Unknown "${unknown}": there are ${members.join(', ')}.`)
  const { bookingDate, valueDate, description, endToEndId } = body
  const amount = body['amount'] === undefined ? undefined : minorUnits(body['amount'], digits)
  if (body['amount'] !== undefined && amount === undefined)
    return problem('"amount" is a signed decimal text such as "-12.50".')
  for (const [name, day] of Object.entries({ bookingDate, valueDate })) {
    if (day !== undefined && !isDate(day)) return problem(`"${name}" is a day such as "2026-01-31".`)
  }
  const counterparty = body['counterparty'] === undefined ? undefined : readCounterparty(body['counterparty'])
  if (body['counterparty'] !== undefined && counterparty === undefined) {
    return problem('"counterparty" is {"name": text, "iban"?: text, "bic"?: text}.')
  }
  for (const [name, text] of Object.entries({ description, endToEndId })) {
    if (text !== undefined && !isText(text)) return problem(`"${name}" is a text.`)
  }
  return {
    fields: {
      ...(amount === undefined ? {} : { amount }),
      ...(isDate(bookingDate) ? { bookingDate } : {}),
      ...(isDate(valueDate) ? { valueDate } : {}),
      ...(counterparty === undefined ? {} : { counterparty }),
      ...(isText(description) ? { remittance: description } : {}),
      ...(isText(endToEndId) ? { endToEndId } : {}),
    },
  }
}

export interface EntryChange {
  readonly fields: EntryFields
  readonly newId: string | undefined
  /** The pending entry stays listed beside the booked one. */
  readonly keepPending: boolean
}

/** What a `settle` or `correct` changes. */
export const readEntryChange = (body: Body, digits: number): EntryChange | Problem => {
  const read = readFields(body, digits)
  if ('problem' in read) return read
  const { newId, keepPending = false } = body
  if (newId !== undefined && !isText(newId))
    return problem('"newId" is a text; an empty one is an id that says nothing.')
  if (typeof keepPending !== 'boolean') return problem('"keepPending" is true or false.')
  return { fields: read.fields, newId, keepPending }
}

interface EntryContext {
  readonly now: EpochMs
  /** Fraction digits of the account's currency. */
  readonly digits: number
  readonly newId: () => string
}

/** An entry as the control address gives it; a pending one books after two days where nothing else is said. */
export const readEntry = (body: Body, context: EntryContext): { readonly entry: SeedTransaction } | Problem => {
  const read = readFields(body, context.digits)
  if ('problem' in read) return read
  const { fields } = read
  if (fields.amount === undefined) return problem('"amount" is missing: a signed decimal text such as "-12.50".')
  const { status = 'booked', transactionId, bookedId, booksAfterSeconds } = body
  if (status !== 'booked' && status !== 'pending') return problem('"status" is "booked" or "pending".')
  const at = body['at'] === undefined ? context.now : isText(body['at']) ? parseInstant(body['at']) : undefined
  if (at === undefined) return problem('"at" is an ISO 8601 instant such as "2026-01-31T12:00:00Z".')
  for (const [name, id] of Object.entries({ transactionId, bookedId })) {
    if (id !== undefined && !isText(id)) return problem(`"${name}" is a text; an empty one is an id that says nothing.`)
  }
  const isDelay = booksAfterSeconds === null || (typeof booksAfterSeconds === 'number' && booksAfterSeconds >= 0)
  if (booksAfterSeconds !== undefined && !isDelay)
    return problem('"booksAfterSeconds" is a number of seconds, or null: never.')
  const books =
    booksAfterSeconds === undefined
      ? {}
      : { booksAt: booksAfterSeconds === null ? Number.POSITIVE_INFINITY : at + Number(booksAfterSeconds) * 1000 }
  const waits = status === 'pending' ? { bookedId: isText(bookedId) ? bookedId : context.newId(), ...books } : {}
  return {
    entry: {
      bookingDate: amsterdamDate(at),
      counterparty: { name: 'Somebody Outside' },
      remittance: '',
      kind: 'transfer',
      ...fields,
      amount: fields.amount,
      id: isText(transactionId) ? transactionId : context.newId(),
      status,
      instant: at,
      ...waits,
    },
  }
}

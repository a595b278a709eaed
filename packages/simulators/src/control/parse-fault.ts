import { type Fault, type FaultKind, faultKinds } from '../faults/fault.ts'
import type { BankName } from '../http/bank-name.ts'

export type FaultParsing = { readonly fault: Fault } | { readonly problem: string }

type Body = Readonly<Record<string, unknown>>

const members = [
  'bank',
  'method',
  'path',
  'times',
  'fault',
  'delayMs',
  'status',
  'retryAfter',
  'body',
  'edits',
] as const

const isWhole = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max

const isEdits = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((edit: unknown) => {
    const { at, value: _, ...others } = Object(edit) as Body
    return typeof at === 'string' && /^(\/([^~/]|~[01])*)+$/.test(at) && Object.keys(others).length === 0
  })

/** Each member that may be left out: whether its value will do, and what would. */
const optional: readonly (readonly [name: keyof Fault, fits: (value: unknown) => boolean, allowed: string])[] = [
  ['method', (value) => typeof value === 'string' && /^[A-Za-z]+$/.test(value), 'an HTTP method such as "POST"'],
  [
    'path',
    (value) => typeof value === 'string' && /^\/[^?]*$/.test(value),
    'a prefix such as "/v3/accounts", no query',
  ],
  ['times', (value) => isWhole(value, 1, 1_000_000), 'a whole number from 1'],
  ['delayMs', (value) => isWhole(value, 0, 3_600_000), 'milliseconds, a whole number up to 3600000'],
  ['status', (value) => isWhole(value, 200, 599), 'an HTTP status from 200 to 599'],
  ['retryAfter', (value) => typeof value === 'number' || isHeaderValue(value), 'a number, or text of printable ASCII'],
  ['edits', isEdits, 'a list of {"at": a JSON Pointer such as "/accounts/0/currency", "value"?: anything}'],
]

const isHeaderValue = (value: unknown): boolean => typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)

const quote = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ')

/** Checks the body of `POST /faults`; a problem says what is allowed. */
export const parseFault = (body: Body, banks: readonly BankName[]): FaultParsing => {
  const unknown = Object.keys(body).filter((name) => !members.some((member) => member === name))
  if (unknown.length > 0) return { problem: `Unknown ${quote(unknown)}: a fault has ${quote(members)}.` }
  const bank = banks.find((name) => name === body['bank'])
  if (bank === undefined) return { problem: `"bank" must be one of ${quote(banks)}.` }
  const kind: FaultKind | undefined = faultKinds.find((name) => name === body['fault'])
  if (kind === undefined) return { problem: `"fault" must be one of ${quote(faultKinds)}.` }
  for (const [name, fits, allowed] of optional) {
    if (body[name] !== undefined && !fits(body[name])) return { problem: `"${name}" must be ${allowed}.` }
  }
  if ((kind === 'edit_body') !== (body['edits'] !== undefined)) {
    return { problem: '"edits" belong to the fault "edit_body", and to no other.' }
  }
  return { fault: { ...body, bank, fault: kind } }
}

import type { BankRequest } from '../../http/bank-handler.ts'
import { ibanRemainder } from '../../seed/check-digits.ts'
import { formatError } from '../refusal.ts'

export type Members = Readonly<Record<string, unknown>>

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80))

/** Check 17: a JSON object. */
export const readJson = (request: BankRequest): Members => {
  if (request.body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'))
    return isMembers(value)
      ? value
      : formatError(17, 'body', 'The body is not a JSON object', { received: shown(value) })
  } catch (error) {
    if (error instanceof SyntaxError) return formatError(17, 'body', 'The body is not JSON')
    throw error
  }
}

/** Check 17: no other members, none of them null or empty. */
export const requireKnown = (value: Members, known: readonly string[], path: string): void => {
  for (const [name, member] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`
    if (!known.includes(name)) formatError(17, at, `${at} is not a field of this body`, { expected: known.join(', ') })
    if (member === null || member === '') formatError(17, at, `${at} is empty`, { received: shown(member) })
  }
}

interface FieldForm {
  /** Number of the check. */
  readonly row: number
  readonly path: string
  readonly required?: boolean
}

export const textField = (
  value: unknown,
  { row, path, required = false }: FieldForm,
  form: { readonly max?: number; readonly pattern?: RegExp } = {},
): string | undefined => {
  if (value === undefined && !required) return undefined
  const { max = Number.POSITIVE_INFINITY, pattern = /^/ } = form
  if (typeof value === 'string' && value.length <= max && pattern.test(value)) return value
  const expected = `a text of at most ${max} characters${form.pattern ? ` matching ${form.pattern.source}` : ''}`
  return formatError(row, path, `${path} has another form`, { expected, received: shown(value) })
}

export const booleanField = (value: unknown, { row, path, required = false }: FieldForm): boolean | undefined => {
  if (value === undefined && !required) return undefined
  return typeof value === 'boolean'
    ? value
    : formatError(row, path, `${path} must be true or false`, { received: shown(value) })
}

export const objectField = (value: unknown, { row, path }: FieldForm): Members =>
  isMembers(value) ? value : formatError(row, path, `${path} must be an object`, { received: shown(value) })

export const listField = (value: unknown, { row, path }: FieldForm): readonly Members[] =>
  Array.isArray(value) && value.every(isMembers)
    ? value
    : formatError(row, path, `${path} must be a list of objects`, { received: shown(value) })

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().slice(0, 10) === text

export const dayField = (value: unknown, { row, path, required = false }: FieldForm): string | undefined => {
  if (value === undefined && !required) return undefined
  return typeof value === 'string' && isDay(value)
    ? value
    : formatError(row, path, `${path} must be a day`, { expected: 'YYYY-MM-DD', received: shown(value) })
}

const references = ['iban', 'bban', 'pan', 'maskedPan', 'msisdn', 'other', 'currency', 'cashAccountType'] as const

export const isIban = (text: string): boolean =>
  /^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$/.test(text) && ibanRemainder(text.toUpperCase()) === 1

/** An account reference: exactly one kind of number, an IBAN with right check digits, and perhaps a currency. */
export const accountReference = (value: unknown, form: FieldForm): Members => {
  const reference = objectField(value, form)
  requireKnown(reference, references, form.path)
  const kinds = references.slice(0, 6).filter((kind) => reference[kind] !== undefined)
  if (kinds.length !== 1) {
    return formatError(form.row, form.path, 'An account is named by exactly one of its numbers', {
      received: kinds.join(', '),
    })
  }
  const { iban, currency } = reference
  if (iban !== undefined && (typeof iban !== 'string' || !isIban(iban))) {
    return formatError(form.row, `${form.path}.iban`, 'The IBAN is not one')
  }
  if (currency !== undefined) textField(currency, { ...form, path: `${form.path}.currency` }, { pattern: /^[A-Z]{3}$/ })
  return reference
}

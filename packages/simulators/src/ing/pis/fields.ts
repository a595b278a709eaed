import { refuse } from '../refusal.ts'

/** A value read from JSON, and where it stood. */
export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const formatError = (row: number, path: string, reason: string, received?: unknown): never =>
  refuse({
    row,
    status: 400,
    text: `${path} is not valid`,
    code: 'FORMAT_ERROR',
    path,
    reason: `${path}: ${reason}`,
    ...(typeof received === 'string' ? { received } : {}),
  })

/** Throws row 63 unless the value will do. */
export type FieldCheck = (value: unknown, path: string) => void

export const matching =
  (pattern: RegExp, words: string): FieldCheck =>
  (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value)) formatError(63, path, `must be ${words}`, value)
  }

/** ING's "text": the SEPA character set. */
export const text = (most: number): FieldCheck =>
  matching(new RegExp(`^[a-zA-Z0-9?:()./,'+ -]{1,${most}}$`), `text of the SEPA character set, at most ${most} long`)

export const code = (most: number): FieldCheck => matching(new RegExp(`^[A-Za-z0-9]{1,${most}}$`), `a code of ${most}`)

export const oneOf =
  (...values: readonly string[]): FieldCheck =>
  (value, path) => {
    if (typeof value !== 'string' || !values.includes(value))
      formatError(63, path, `one of ${values.join(', ')}`, value)
  }

export const isDay = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) &&
  new Date(`${value}T00:00:00Z`).toISOString().startsWith(value)

export const day: FieldCheck = (value, path) => {
  if (!isDay(value)) formatError(63, path, 'must be a date YYYY-MM-DD', value)
}

export const flag: FieldCheck = (value, path) => {
  if (typeof value !== 'boolean') formatError(63, path, 'must be true or false')
}

export const country = matching(/^[A-Z]{2}$/, 'an ISO 3166 country code')
export const bic = matching(/^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/, 'a BIC')

/** An object whose named members are checked; what is not named is ignored, as unknown fields are not documented. */
export const object =
  (required: Readonly<Record<string, FieldCheck>>, optional: Readonly<Record<string, FieldCheck>> = {}): FieldCheck =>
  (value, path) => {
    if (!isJson(value)) return formatError(63, path === '' ? 'body' : path, 'must be an object')
    const at = (name: string) => (path === '' ? name : `${path}.${name}`)
    for (const [name, check] of Object.entries(required)) {
      if (value[name] === undefined || value[name] === null) formatError(63, at(name), 'is required')
      check(value[name], at(name))
    }
    for (const [name, check] of Object.entries(optional)) {
      if (value[name] !== undefined) check(value[name], at(name))
    }
  }

/** Remainder 1 of ISO 7064 mod 97-10 over the rearranged text (ISO 13616). */
export const hasIbanCheckDigits = (iban: string): boolean => {
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`
    .toUpperCase()
    .replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return /^\d+$/.test(digits) && BigInt(digits) % 97n === 1n
}

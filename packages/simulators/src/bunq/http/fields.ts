import { refusal } from './refusal.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** What a field of a request body may hold. `null` counts as absent, as the bank's own clients leave such fields out. */
export type Field = { readonly required?: boolean } & (
  | { readonly type: 'text'; readonly values?: readonly string[]; readonly pattern?: RegExp }
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly type: 'object'; readonly fields: Fields }
  | { readonly type: 'list'; readonly of: Field }
  | { readonly type: 'anything' }
)

export type Fields = Readonly<Record<string, Field>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const text = (values?: readonly string[]): Field => ({
  type: 'text',
  ...(values === undefined ? {} : { values }),
})
export const matching = (pattern: RegExp): Field => ({ type: 'text', pattern })
export const list = (of: Field): Field => ({ type: 'list', of })
export const object = (fields: Fields): Field => ({ type: 'object', fields })
export const required = (field: Field): Field => ({ ...field, required: true })

/** An amount has at most two decimals and may be whole (`"500"`); its sign is judged later. */
export const amountField: Field = object({
  value: required(matching(/^-?\d{1,13}(\.\d{1,2})?$/)),
  currency: required(matching(/^[A-Z]{3}$/)),
})

export const pointerField: Field = object({
  type: required(text(['EMAIL', 'PHONE_NUMBER', 'IBAN'])),
  value: required(text()),
  name: text(),
  service: text(),
})

/** `YYYY-MM-DD` of a day that exists. */
export const dateField: Field = matching(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)

interface Findings {
  /** Fields of the bank's object that the call does not take: no fault as long as they are null. */
  readonly known: ReadonlySet<string>
  readonly superfluous: string[]
  readonly missing: string[]
  readonly invalid: string[]
}

const fits = (field: Field, value: unknown): boolean => {
  switch (field.type) {
    case 'text':
      return (
        typeof value === 'string' &&
        (field.values === undefined || field.values.includes(value)) &&
        (field.pattern === undefined || field.pattern.test(value))
      )
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return (
        Number.isSafeInteger(value) &&
        Number(value) >= (field.min ?? Number.MIN_SAFE_INTEGER) &&
        Number(value) <= (field.max ?? Number.MAX_SAFE_INTEGER)
      )
    case 'object':
      return isObject(value)
    case 'list':
      return Array.isArray(value)
    case 'anything':
      return true
  }
}

const examine = (name: string, field: Field, value: unknown, findings: Findings): void => {
  if (!fits(field, value)) findings.invalid.push(name)
  else if (field.type === 'object' && isObject(value)) examineObject(value, field.fields, findings)
  else if (field.type === 'list' && Array.isArray(value)) {
    for (const item of value) examine(name, field.of, item, findings)
  }
}

const examineObject = (body: JsonObject, fields: Fields, findings: Findings): void => {
  for (const [name, value] of Object.entries(body)) {
    if (Object.hasOwn(fields, name) || (value === null && findings.known.has(name))) continue
    findings.superfluous.push(name)
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    if (value === undefined || value === null) {
      if (field.required === true) findings.missing.push(name)
    } else examine(name, field, value, findings)
  }
}

/**
 * Rows 21, 22 and 23: unknown, missing and wrong fields at any depth, one error entry each. `known` are further fields of
 * the bank's object, which may be there as null.
 */
export const checkFields = (body: JsonObject, fields: Fields, known: ReadonlySet<string>): void => {
  const findings: Findings = { known, superfluous: [], missing: [], invalid: [] }
  examineObject(body, fields, findings)
  const evidence = (names: readonly string[]) => ({
    expected: Object.keys(fields).join(', '),
    received: names.join(', '),
  })
  if (findings.superfluous.length > 0) {
    const texts = findings.superfluous.map((name) => `Superfluous field "${name}".`)
    throw refusal(21, 400, texts, 'the body holds fields that this call does not know', evidence(findings.superfluous))
  }
  if (findings.missing.length > 0) {
    const texts = findings.missing.map((name) => `Missing field "${name}".`)
    throw refusal(22, 400, texts, 'the body lacks required fields', evidence(findings.missing))
  }
  if (findings.invalid.length > 0) {
    const texts = findings.invalid.map((name) => `Invalid value for field "${name}".`)
    throw refusal(
      23,
      400,
      texts,
      'fields have a wrong type, an unknown value or a bad format',
      evidence(findings.invalid),
    )
  }
}

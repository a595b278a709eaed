import { z } from 'zod'
import type { Bank } from '../bank.ts'
import { invalidField } from '../errors/invalid-request.ts'
import { nearestWord } from './nearest-word.ts'

/** What is checked, for the words of the error. */
export interface InputRules {
  readonly bank: Bank
  /** What is checked, for the hint: `payment`. */
  readonly what: string
  /** Before the field's name: `ctx` gives `ctx.psu.ipAddress`. */
  readonly at?: string | undefined
}

/**
 * A value that a user gave, as its schema wants it. Strict schemas refuse misspelt members; one that is `undefined` counts
 * as absent.
 * @throws NostroError `invalid_request` naming the field, what is wrong with it, and what to write; never a TypeError
 *
 * @example
 * checkInput(z.strictObject({ pageSize: z.int().min(1) }), query, { bank, what: 'query' })
 */
export const checkInput = <T>(schema: z.ZodType<T>, value: unknown, { bank, what, at }: InputRules): T => {
  const result = readSafely(schema, value)
  if (result === undefined) throw unreadable({ bank, what, at })
  if (result.success) return result.data
  const [issue] = result.error.issues
  const inner = issue?.path ?? []
  const place = [...(at === undefined ? [] : [at]), ...inner.map(String)].join('.')
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const field = place === '' ? key : `${place}.${key}`
    const known = membersAt(schema, inner)
    const near = nearestWord(key, known)
    const hint =
      near === undefined ? `Known here are: ${known.join(', ') || 'no members'}.` : `Did you mean \`${near}\`?`
    throw invalidField(bank, { field: field.slice(0, 100), problem: `is not known in the ${what}`, hint })
  }
  const field = place === '' ? what : place
  throw invalidField(bank, {
    field,
    problem:
      issue === undefined
        ? 'is wrong'
        : describe(issue, at === undefined && inner.length === 0 ? value : valueAt(value, inner)),
    hint: `Correct \`${field}\`. Nothing was sent.`,
  })
}

/** Members that are `undefined` count as absent: callers hand on what they may have, and a strict schema would refuse the name. */
const withoutUndefined = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  const present = entries.filter(([, each]) => each !== undefined)
  return present.length === entries.length ? value : Object.fromEntries(present)
}

/** A member may throw when it is read: a getter, a proxy. */
const readSafely = <T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> | undefined => {
  try {
    return schema.safeParse(withoutUndefined(value))
  } catch {
    return undefined
  }
}

const unreadable = ({ bank, what, at = what }: InputRules) =>
  invalidField(bank, {
    field: at,
    problem: 'cannot be read: one of its members throws',
    hint: 'Give plain values. Nothing was sent.',
  })

const expectedNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const describe = (issue: z.core.$ZodIssue, value: unknown): string => {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return 'is missing'
      return `must be ${expectedNames[issue.expected] ?? issue.expected}, not ${nameOf(value)}`
    case 'invalid_value':
      if (value === undefined) return 'is missing'
      return `must be one of: ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `must have at least ${issue.minimum} ${issue.origin === 'string' ? 'characters' : 'entries'}`
        : `must be ${issue.minimum} or more`
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `must have at most ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'entries'}`
        : `must be ${issue.maximum} or less`
    default:
      return issue.message
  }
}

const nameOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a Date'
  if (typeof value === 'number') return 'a number'
  if (typeof value === 'string') return 'text'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown => {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Readonly<Record<PropertyKey, unknown>>)[key]
  }
  return current
}

/** The members of the object at a path of a schema. */
const membersAt = (schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] => {
  let current: unknown = schema
  for (const key of path) {
    current = unwrap(current)
    if (current instanceof z.ZodObject) current = (current.shape as Readonly<Record<PropertyKey, unknown>>)[key]
    else if (current instanceof z.ZodArray) current = current.element
  }
  current = unwrap(current)
  return current instanceof z.ZodObject ? Object.keys(current.shape as object) : []
}

const unwrap = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
    ? unwrap(schema.unwrap())
    : schema

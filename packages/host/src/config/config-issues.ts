import type { z } from 'zod'
import { suggest } from './config-error.ts'

const secretName = /pass(phrase|word)|secret|token|apikey|privatekey|accessurl|claim/i

/** The issues of a schema as lines for people: the key, what it must be, what was found; secrets are never repeated. */
export const describeIssues = (
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  { at, known }: { readonly at: string; readonly known: readonly string[] },
): readonly string[] =>
  issues.map((issue) => {
    const key = [at, ...issue.path.map(String)].filter((part) => part !== '').join('.')
    if (issue.code === 'unrecognized_keys') return unknownKeys(key, issue.keys, known)
    const name = String(issue.path.at(-1) ?? '')
    return `${key === '' ? 'the whole' : key}: ${issue.message}; found ${describe(valueAt(value, issue.path), name)}`
  })

const unknownKeys = (key: string, keys: readonly string[], known: readonly string[]): string => {
  const names = keys.map((name) => {
    const meant = suggest(name, known)
    return meant === undefined ? `“${name}”` : `“${name}” (did you mean “${meant}”?)`
  })
  return `${key === '' ? '' : `${key}: `}unknown key ${names.join(', ')}`
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )

const describe = (value: unknown, name: string): string => {
  if (value === undefined) return 'nothing'
  if (secretName.test(name)) return 'a value that is kept secret'
  if (typeof value === 'string') return `“${withoutPassword(value).slice(0, 60)}”`
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : String(value)
}

/** The user and password of an address are nobody's business. */
const withoutPassword = (text: string): string => text.replace(/\/\/[^/@\s]*@/, '//…@')

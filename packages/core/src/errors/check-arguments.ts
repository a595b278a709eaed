import { NostroError } from './nostro-error.ts'

/*
 * What plain JavaScript passes to the calls of the core, looked at before any of it is read. Each throws a NostroError
 * `invalid_request` that names the argument.
 */

export const checkText = (value: unknown, name: string): void => {
  if (typeof value !== 'string' || value === '') throw wrong(name, 'text that is not empty', value)
}

/** `members` are those that are about to be read: a getter or a proxy may throw. */
export const checkObject = (value: unknown, name: string, members: readonly string[] = []): void => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name, 'an object', value)
  try {
    for (const member of members) Reflect.get(value, member)
  } catch {
    throw refused(`\`${name}\` cannot be read: one of its members throws.`)
  }
}

export const checkList = (value: unknown, name: string): void => {
  if (!Array.isArray(value)) throw wrong(name, 'a list', value)
}

const wrong = (name: string, wanted: string, value: unknown): NostroError =>
  refused(`\`${name}\` must be ${wanted}, not ${kindOf(value)}.`)

const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing'
  if (value === '') return 'an empty text'
  return Array.isArray(value) ? 'a list' : `of the type ${typeof value}`
}

const refused = (message: string): NostroError =>
  new NostroError({ code: 'invalid_request', message, hint: 'Correct the argument. Nothing was sent.' })

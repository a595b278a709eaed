import { isLocalDate, type LocalDate, NostroError } from '@nostro/core'

/** Throws a NostroError `invalid_request` naming the place, unless the value is what it must be. */
export type Check = (value: unknown, at: string) => void

/*
 * What plain JavaScript passes to the calls of the ledger, looked at before any of it is used. Ids, amounts and cursors are
 * only known to be texts afterwards: what they mean is for the call to say.
 */

export const text: Check = (value, at) => {
  if (typeof value !== 'string' || value === '') throw wrong(at, 'a text that is not empty', value)
}

export const anyText: Check = (value, at) => {
  if (typeof value !== 'string') throw wrong(at, 'a text', value)
}

export const flag: Check = (value, at) => {
  if (typeof value !== 'boolean') throw wrong(at, 'true or false', value)
}

export const method: Check = (value, at) => {
  if (typeof value !== 'function') throw wrong(at, 'a function', value)
}

export const day: Check = (value, at) => {
  if (typeof value !== 'string' || !isLocalDate(value as LocalDate)) throw wrong(at, 'a day, YYYY-MM-DD', value)
}

/** A positive amount as decimal text, as payments have it. */
export const positiveAmount: Check = (value, at) => {
  if (typeof value !== 'string' || !/^\d{1,13}(\.\d{1,5})?$/.test(value) || !/[1-9]/.test(value))
    throw wrong(at, 'a positive amount as decimal text, for example 12.50', value)
}

export const currency: Check = (value, at) => {
  if (typeof value !== 'string' || !/^[A-Z]{3}$/.test(value)) throw wrong(at, 'a currency such as EUR', value)
}

export const key: Check = (value, at) => {
  if (!(value instanceof Uint8Array) || value.length !== 32) throw wrong(at, 'a key of 32 bytes (Uint8Array)', value)
}

export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER): Check =>
  (value, at) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most)
      throw wrong(
        at,
        `a whole number of ${least}${most === Number.MAX_SAFE_INTEGER ? ' or more' : ` to ${most}`}`,
        value,
      )
  }

export const oneOf =
  (...known: readonly string[]): Check =>
  (value, at) => {
    if (typeof value !== 'string' || !known.includes(value)) throw wrong(at, `one of: ${known.join(', ')}`, value)
  }

export const optional =
  (check: Check): Check =>
  (value, at) => {
    if (value !== undefined) check(value, at)
  }

export const listOf =
  (check: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) throw wrong(at, 'a list', value)
    for (const [index, item] of value.entries()) check(item, `${at}[${index}]`)
  }

export const recordOf =
  (check: Check): Check =>
  (value, at) => {
    for (const [name, member] of readMembers(value, at)) check(member, `${at}.${name.slice(0, 60)}`)
  }

type Members = Readonly<Record<string, Check>>

/** An object that users write: a member that is not known is refused, it would be dropped in silence. */
export const shape =
  (members: Members): Check =>
  (value, at) => {
    const known = Object.keys(members)
    for (const [name] of readMembers(value, at)) {
      if (!known.includes(name))
        throw refused(`\`${at}.${name.slice(0, 60)}\` is not known.`, `Known here are: ${known.join(', ')}.`)
    }
    checkMembers(value as object, members, at)
  }

/** An object of a program, such as a store or a clock: it has these members, and may have others. */
export const having =
  (members: Members): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at, 'an object', value)
    checkMembers(value, members, at)
  }

const checkMembers = (value: object, members: Members, at: string): void => {
  for (const [name, check] of Object.entries(members)) check(read(value, name, at), `${at}.${name}`)
}

/** A getter or a proxy may throw. */
const read = (value: object, name: string, at: string): unknown => {
  try {
    return Reflect.get(value, name)
  } catch {
    throw refused(`\`${at}.${name}\` cannot be read: it throws.`, 'Give plain values.')
  }
}

const readMembers = (value: unknown, at: string): readonly (readonly [string, unknown])[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date)
    throw wrong(at, 'an object', value)
  try {
    return Object.entries(value)
  } catch {
    throw refused(`\`${at}\` cannot be read: one of its members throws.`, 'Give plain values.')
  }
}

const wrong = (at: string, wanted: string, value: unknown): NostroError =>
  value === undefined
    ? refused(`\`${at}\` is missing: it must be ${wanted}.`)
    : refused(`\`${at}\` must be ${wanted}, not ${kindOf(value)}.`)

/** Never the value itself: it may be a secret. */
const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (value === '') return 'an empty text'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a Date'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'this text' : `this ${typeof value}`
}

const refused = (message: string, hint = 'Correct it. Nothing was changed.'): NostroError =>
  new NostroError({ code: 'invalid_request', message, hint })

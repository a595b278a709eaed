import { NostroError } from '@nostro/core'

/**
 * An argument must be an object whose members can be read. Plain JavaScript may pass anything.
 * @throws NostroError `invalid_request` naming the argument
 */
export const requireObject = (value: unknown, name: string, members: readonly string[] = []): void => {
  if (typeof value !== 'object' || value === null) throw wrong(`\`${name}\` must be an object, not ${kindOf(value)}.`)
  try {
    for (const member of members) Reflect.get(value, member)
  } catch {
    throw wrong(`\`${name}\` cannot be read: one of its members throws.`)
  }
}

/** @throws NostroError `invalid_request` naming the argument */
export const requireText = (value: unknown, name: string): void => {
  if (typeof value !== 'string') throw wrong(`\`${name}\` must be text, not ${kindOf(value)}.`)
}

const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing'
  return Array.isArray(value) ? 'a list' : `of the type ${typeof value}`
}

const wrong = (message: string): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message,
    hint: 'Correct it; docs/bankid.md has examples. Nothing was sent.',
  })

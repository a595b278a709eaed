import type { BankRequest } from '../../http/bank-handler.ts'
import { wrongParameters } from '../refusal.ts'

export type Members = Readonly<Record<string, unknown>>

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80))

/** Check 12: a JSON object. */
export const readBody = (request: BankRequest): Members => {
  const type = request.header('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return wrongParameters(12, 'The body must be JSON', { expected: 'application/json', received: type })
  }
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'))
    return isMembers(value) ? value : wrongParameters(12, 'The body is not a JSON object', { received: shown(value) })
  } catch (error) {
    if (error instanceof SyntaxError) return wrongParameters(12, 'The body is not JSON')
    throw error
  }
}

/** Check 13, for one member: all of them have these forms. `path` is for the developer. */
const wrong = (path: string, expected: string, value: unknown): never =>
  wrongParameters(13, `${path} must be ${expected}`, { expected, received: shown(value) })

export const objectIn = (body: Members, name: string, path = name): Members => {
  const value = body[name]
  return isMembers(value) ? value : wrong(path, 'an object', value)
}

export const optionalObject = (body: Members, name: string, path = name): Members | undefined =>
  body[name] === undefined || body[name] === null ? undefined : objectIn(body, name, path)

export const textIn = (body: Members, name: string, path = name): string => {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : wrong(path, 'a text', value)
}

export const optionalText = (body: Members, name: string, path = name): string | undefined =>
  body[name] === undefined || body[name] === null ? undefined : textIn(body, name, path)

export const optionalBoolean = (body: Members, name: string, fallback: boolean, path = name): boolean => {
  const value = body[name] ?? fallback
  return typeof value === 'boolean' ? value : wrong(path, 'true or false', value)
}

export const listIn = (body: Members, name: string, path = name): readonly Members[] => {
  const value = body[name]
  if (!Array.isArray(value) || !value.every(isMembers)) return wrong(path, 'a list of objects', value)
  return value
}

export const optionalTexts = (body: Members, name: string, path = name): readonly string[] => {
  const value = body[name] ?? []
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    return wrong(path, 'a list of texts', value)
  return value
}

export const oneOf = <T extends string>(value: unknown, allowed: readonly T[], path: string): T =>
  allowed.find((each) => each === value) ?? wrong(path, allowed.join(', '), value)

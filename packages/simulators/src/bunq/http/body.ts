import type { MinorUnits } from '../../seed/model.ts'
import { toMinorUnits } from '../wire/amount.ts'
import { isObject, type JsonObject } from './fields.ts'
import { refusal } from './refusal.ts'

export interface Amount {
  readonly value: MinorUnits
  readonly currency: string
}

export interface Pointer {
  readonly type: string
  readonly value: string
  readonly name?: string
}

/** Row 20. No bytes at all are an empty object: official clients send nothing where nothing is asked. */
export const parseBody = (bytes: Buffer, arrayAllowed: boolean): JsonObject => {
  if (bytes.length === 0) return {}
  const invalid = (reason: string) => refusal(20, 400, 'Invalid JSON.', reason, { expected: 'a JSON object in UTF-8' })
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw invalid('the body is not JSON in UTF-8')
  }
  if (Array.isArray(value) && arrayAllowed) {
    const first: unknown = value[0]
    return isObject(first) ? first : {}
  }
  if (!isObject(value)) throw invalid('the body is JSON, but not an object')
  return value
}

/** Readers for bodies whose fields were checked: each gives undefined for what is absent. */
export const readText = (body: JsonObject, name: string): string | undefined => {
  const value = body[name]
  return typeof value === 'string' ? value : undefined
}

export const readInteger = (body: JsonObject, name: string): number | undefined => {
  const value = body[name]
  return typeof value === 'number' ? value : undefined
}

export const readBoolean = (body: JsonObject, name: string): boolean | undefined => {
  const value = body[name]
  return typeof value === 'boolean' ? value : undefined
}

export const readObject = (body: JsonObject, name: string): JsonObject | undefined => {
  const value = body[name]
  return isObject(value) ? value : undefined
}

export const readObjects = (body: JsonObject, name: string): readonly JsonObject[] => {
  const value = body[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}

export const readTexts = (body: JsonObject, name: string): readonly string[] | undefined => {
  const value = body[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}

export const readAmount = (body: JsonObject, name: string): Amount | undefined => {
  const amount = readObject(body, name)
  const value = amount && readText(amount, 'value')
  const currency = amount && readText(amount, 'currency')
  return value === undefined || currency === undefined ? undefined : { value: toMinorUnits(value), currency }
}

export const readPointer = (body: JsonObject, name: string): Pointer | undefined => {
  const pointer = readObject(body, name)
  const type = pointer && readText(pointer, 'type')
  const value = pointer && readText(pointer, 'value')
  if (pointer === undefined || type === undefined || value === undefined) return undefined
  const holder = readText(pointer, 'name')
  return { type, value, ...(holder === undefined ? {} : { name: holder }) }
}

/** For a field that the route's own table requires: its absence would be a fault of the simulator. */
export const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new TypeError('a required field was read that the field table does not require')
  return value
}

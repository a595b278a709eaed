import { duplicateKey } from '../http/duplicate-key.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export type StrictJson =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly reason: string }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const wrong = (reason: string): StrictJson => ({ ok: false, reason })

/** One JSON object in UTF-8 without repeated keys; anything else comes back with the reason. */
export const parseStrictJson = (bytes: Uint8Array): StrictJson => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return wrong('the body is not UTF-8')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return wrong('the body is not JSON')
  }
  if (!isObject(value)) return wrong('the body is not a JSON object')
  const repeated = duplicateKey(text)
  return repeated === undefined ? { ok: true, value } : wrong(`the key ${JSON.stringify(repeated)} stands twice`)
}

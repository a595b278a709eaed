import { readFileSync } from 'node:fs'
import { configError } from './config-error.ts'
import { unreadableFileHint } from './unreadable-file.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The text of a file of the configuration. @throws NostroError `invalid_config` naming key and path */
export const readText = (path: string, key?: string): string => readBytes(path, key).toString('utf8')

/** The same, as bytes. */
export const readBytes = (path: string, key?: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw configError(
      `${key === undefined ? '' : `${key}: `}${path} cannot be read (${code}).`,
      unreadableFileHint(path, code, key),
      error,
    )
  }
}

/** @throws NostroError `invalid_config` with line and column of what is no JSON; the text itself is never quoted */
export const readJsonObject = (path: string): JsonObject => {
  const text = readText(path).replace(/^\uFEFF/, '')
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch (error) {
    const place = placeOf(error instanceof Error ? error.message : '', text)
    throw configError(`${path} is not valid JSON${place}.`, `Fix the JSON${place}.`)
  }
  throw configError(
    `${path} does not hold a JSON object.`,
    'It must look like {"banks": {"bunq": {"environment": "sandbox"}}}.',
  )
}

/** Node says a position, or that the text ends too early. */
const placeOf = (message: string, text: string): string => {
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length)
  const before = text.slice(0, position).split('\n')
  return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

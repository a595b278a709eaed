import { resolve } from 'node:path'
import { type FileOptions, NostroError, type ProviderServices } from '@nostro/core'
import { createFileIdentity } from '@nostro/core/node'
import { configError } from '../config/config-error.ts'
import { isObject, type JsonObject, readText } from '../config/read-json-file.ts'

export interface ReadBankParts {
  /** Key of the bank in the configuration, for messages: `banks.ing`. */
  readonly at: string
  /** Paths are relative to it. */
  readonly folder: string
  readonly fileOptions: FileOptions
  readonly services: Pick<ProviderServices, 'clock' | 'logger'>
}

/**
 * A bank's part of the configuration as the options of its provider: files read where the provider says so, and
 * `apiKeyFile` (any option with `File` behind it) replaced by the trimmed text of that file.
 * @throws NostroError `invalid_config` naming key and path
 */
export const readBankOptions = (config: JsonObject, parts: ReadBankParts): JsonObject => readLevel(config, '', parts)

const readLevel = (level: JsonObject, path: string, parts: ReadBankParts): JsonObject => {
  const options: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(level).toSorted(
    ([, a], [, b]) => Number(isObject(a)) - Number(isObject(b)),
  )) {
    const place = path === '' ? name : `${path}.${name}`
    const key = `${parts.at}.${place}`
    const kind = Object.hasOwn(parts.fileOptions, place) ? parts.fileOptions[place] : undefined
    if (kind !== undefined) options[name] = readFileOption(kind, value, key, parts)
    else if (/[a-z]File$/.test(name) && typeof value === 'string') {
      const plain = name.slice(0, -4)
      if (Object.hasOwn(level, plain)) throw both(key, plain)
      options[plain] = readText(resolve(parts.folder, value), key).trim()
    } else options[name] = isObject(value) ? readLevel(value, place, parts) : value
  }
  return options
}

const both = (key: string, plain: string): NostroError =>
  configError(`${key} and “${plain}” are both given.`, `Keep one of them: the file is safer for secrets.`)

const readFileOption = (kind: FileOptions[string], value: unknown, key: string, parts: ReadBankParts): unknown => {
  if (kind === 'text') {
    if (Array.isArray(value)) return value.map((each) => readFileOption(kind, each, key, parts))
    return typeof value === 'string' ? readPem(resolve(parts.folder, value), key) : value
  }
  if (!isObject(value)) return value
  const paths = Object.fromEntries(
    Object.entries(value).map(([name, path]) =>
      ['certificate', 'key', 'pkcs12'].includes(name) && typeof path === 'string'
        ? [name, resolve(parts.folder, path)]
        : [name, path],
    ),
  )
  for (const name of ['certificate', 'key', 'pkcs12']) {
    if (typeof paths[name] === 'string') readText(paths[name], `${key}.${name}`)
  }
  if (kind === 'tls-identity') return readIdentity(paths, key, parts)
  const { certificate, key: privateKey, ...rest } = paths
  return {
    ...rest,
    certificate: typeof certificate === 'string' ? readText(certificate, `${key}.certificate`) : certificate,
    key: typeof privateKey === 'string' ? readText(privateKey, `${key}.key`) : privateKey,
  }
}

const readPem = (path: string, key: string): string => {
  const text = readText(path, key)
  if (text.includes('-----BEGIN ')) return text
  throw configError(
    `${key}: ${path} holds no PEM text.`,
    'Name a file with “-----BEGIN …-----”; openssl x509 -inform der turns a DER file into PEM.',
  )
}

/** The files are read again when they are renewed: a program that runs for months needs no restart. */
const readIdentity = (files: JsonObject, key: string, { services }: ReadBankParts): unknown => {
  const isPair = typeof files['certificate'] === 'string' && typeof files['key'] === 'string'
  if (!isPair && typeof files['pkcs12'] !== 'string') {
    throw configError(
      `${key}: must be {certificate, key, passphrase?} or {pkcs12, passphrase, alias?}, each a path to a file.`,
      'Give the paths of both PEM files, or of one PKCS#12 file.',
    )
  }
  try {
    return createFileIdentity(files as never, services)
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    throw new NostroError({ code: error.code, message: `${key}: ${error.message}`, hint: error.hint, cause: error })
  }
}

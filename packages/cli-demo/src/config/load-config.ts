import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { NostroError } from '@nostro/core'
import envPaths from 'env-paths'
import { type Config, configSchema } from './config-schema.ts'
import { fromEnvironment } from './from-environment.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface LoadedConfig {
  readonly config: Config
  /** Where it came from, for messages: a path, `environment`, or both. */
  readonly source: string
  /** The configuration file, where there is one. */
  readonly path?: string
}

export interface ConfigInput {
  readonly env: Environment
  readonly cwd: string
  /** `--config FILE`. */
  readonly file?: string
}

/**
 * The configuration from a file and the environment (which wins, member by member); undefined when there is neither.
 * Looked for: `--config`, `NOSTRO_CONFIG`, `nostro.config.json` in the working folder, `config.json` in the XDG folder.
 * @throws NostroError `invalid_config` naming key, what was found and the mend
 */
export const loadConfig = ({ env, cwd, file }: ConfigInput): LoadedConfig | undefined => {
  const path = findFile(env, cwd, file)
  const fromFile = path === undefined ? {} : withAbsolutePaths(readJson(path), dirname(path))
  const fromEnv = withAbsolutePaths(fromEnvironment(env), cwd)
  if (path === undefined && Object.keys(fromEnv).length === 0) return undefined
  const source = [path, Object.keys(fromEnv).length > 0 ? 'environment' : undefined].filter(Boolean).join(' and ')
  return { config: parse(merge(fromFile, fromEnv), source), source, ...(path === undefined ? {} : { path }) }
}

const findFile = (env: Environment, cwd: string, file: string | undefined): string | undefined => {
  const named = file ?? env['NOSTRO_CONFIG']
  if (named !== undefined) {
    const path = resolve(cwd, named)
    if (existsSync(path)) return path
    throw invalid(`There is no configuration file at ${path}.`, 'Check the path after --config or in NOSTRO_CONFIG.')
  }
  const xdg = env['XDG_CONFIG_HOME']
  const folder = xdg !== undefined && xdg !== '' ? join(xdg, 'nostro') : envPaths('nostro', { suffix: '' }).config
  return [join(cwd, 'nostro.config.json'), join(folder, 'config.json')].find(existsSync)
}

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw invalid(`${path} cannot be read (${code}).`, 'Name a file that this user may read.')
  }
}

const readJson = (path: string): Record<string, unknown> => {
  const text = readText(path)
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch (error) {
    // A parser's message may quote the text, and with it an API key: only the place is said.
    const place = /position \d+( \(line \d+ column \d+\))?/.exec(error instanceof Error ? error.message : '')?.[0]
    throw invalid(
      `${path} cannot be read as JSON${place === undefined ? '' : ` (at ${place})`}.`,
      'Mend the file there.',
    )
  }
  throw invalid(`${path} does not hold a JSON object.`, 'It must look like {"bunq": {"environment": "sandbox"}}.')
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const merge = (base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(over)])].map((key) => {
      const [left, right] = [base[key], over[key]]
      return [key, isRecord(left) && isRecord(right) ? merge(left, right) : (right ?? left)]
    }),
  )

const pathKeys = new Set([
  'responseCertificate',
  'certificate',
  'key',
  'pkcs12',
  'ca',
  'userRoot',
  'module',
  'dir',
  'keyFile',
  'apiKeyFile',
])

const withAbsolutePaths = (value: Record<string, unknown>, folder: string): Record<string, unknown> => {
  const visit = (member: unknown, key: string): unknown => {
    if (key === 'options') return member
    if (typeof member === 'string') return pathKeys.has(key) ? resolve(folder, member) : member
    if (Array.isArray(member)) return member.map((item) => visit(item, ''))
    return isRecord(member)
      ? Object.fromEntries(Object.entries(member).map(([name, inner]) => [name, visit(inner, name)]))
      : member
  }
  return visit(value, '') as Record<string, unknown>
}

const secretKeys = new Set(['passphrase', 'apiKey'])

const parse = (value: unknown, source: string): Config => {
  const result = configSchema.safeParse(value)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => {
    const key = issue.path.join('.') || '(top)'
    if (issue.code === 'unrecognized_keys') {
      return `${key === '(top)' ? '' : `${key}: `}unknown key ${issue.keys.map((name) => `“${name}”`).join(', ')}`
    }
    return `${key}: ${issue.message}; found ${describe(at(value, issue.path), String(issue.path.at(-1)))}`
  })
  throw invalid(
    `The configuration (${source}) is wrong:\n  ${lines.join('\n  ')}`,
    'Mend the keys named; docs/cli.md lists what each may hold.',
  )
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (isRecord(inner) || Array.isArray(inner) ? Reflect.get(inner, key) : undefined),
    value,
  )

const describe = (value: unknown, key: string): string => {
  if (value === undefined) return 'nothing'
  if (secretKeys.has(key)) return 'a value (kept secret)'
  // Before an @ in an address stands a password.
  return typeof value === 'string'
    ? `“${value.replace(/\/\/[^/?#]*@/, '//…@').slice(0, 60)}”`
    : Array.isArray(value)
      ? 'a list'
      : `a ${typeof value}`
}

const invalid = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

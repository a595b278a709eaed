import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import envPaths from 'env-paths'
import { checkEnvironment, checkOptions } from './check-options.ts'
import { configError } from './config-error.ts'
import { describeIssues } from './config-issues.ts'
import { type Config, configSchema } from './config-schema.ts'
import { fromEnvironment } from './from-environment.ts'
import { isObject, type JsonObject, readJsonObject } from './read-json-file.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A checked configuration, and where it came from. */
export interface LoadedConfig {
  readonly config: Config
  /** Where it came from, for messages: a path, `environment`, or both. */
  readonly source: string
  /** The configuration file, where there is one. */
  readonly path?: string | undefined
  /** Paths in the configuration are relative to it. */
  readonly folder: string
}

/** Where a configuration is looked for. */
export interface ConfigInput {
  readonly env: Environment
  readonly cwd: string
  /** `--config FILE`. */
  readonly file?: string | undefined
}

/**
 * The configuration from a file and the environment (which wins, member by member); undefined when there is neither.
 * Looked for: `file`, `NOSTRO_CONFIG`, `nostro.config.json` in the working folder, `config.json` in the XDG folder.
 * @throws NostroError `invalid_config` naming the key, what was found and how to fix it
 *
 * @example
 * const loaded = loadConfig({ env: process.env, cwd: process.cwd() })
 */
export const loadConfig = (input: ConfigInput): LoadedConfig | undefined => {
  checkOptions(input, 'loadConfig', ['env', 'cwd', 'file'])
  const { env, cwd, file } = input
  checkEnvironment(env, 'loadConfig')
  if (typeof cwd !== 'string') throw configError('loadConfig was given no `cwd`.', 'Give process.cwd(), or a folder.')
  const path = findConfigFile({ env, cwd, file })
  const fromFile = path === undefined ? {} : readJsonObject(path)
  const fromEnv = fromEnvironment(env)
  if (path === undefined && Object.keys(fromEnv).length === 0) return undefined
  const folder = path === undefined ? cwd : dirname(path)
  const source = [path, Object.keys(fromEnv).length > 0 ? 'environment' : undefined].filter(Boolean).join(' and ')
  // A variable's path is relative to the working folder, one of the file to the file.
  const merged = merge(fromFile, resolveVariables(fromEnv, cwd))
  return { config: parseConfig(merged, source), source, path, folder }
}

/**
 * @throws NostroError `invalid_config` for a file that was named and is not there
 *
 * @example
 * const file = findConfigFile({ env: process.env, cwd: process.cwd() })
 */
export const findConfigFile = ({ env, cwd, file }: ConfigInput): string | undefined => {
  const named = file ?? env['NOSTRO_CONFIG']
  if (named !== undefined && named !== '') {
    const path = resolve(cwd, named)
    if (existsSync(path)) return path
    throw configError(
      `There is no configuration file at ${path}.`,
      'Check the path after --config or in NOSTRO_CONFIG.',
    )
  }
  return [join(cwd, 'nostro.config.json'), defaultConfigFile(env)].find(existsSync)
}

/**
 * `config.json` in `$XDG_CONFIG_HOME/nostro`, or where the system keeps such files.
 *
 * @example
 * defaultConfigFile(process.env) // '/home/me/.config/nostro/config.json'
 */
export const defaultConfigFile = (env: Environment): string => {
  const xdg = env['XDG_CONFIG_HOME']
  const folder = xdg?.startsWith('/') ? join(xdg, 'nostro') : envPaths('nostro', { suffix: '' }).config
  return join(folder, 'config.json')
}

const fileVariable = /^(certificate|key|pkcs12|ca|userRoot|dir|keyFile|file|apiKeyFile|clientSecretFile)$/

const resolveVariables = (value: JsonObject, cwd: string): JsonObject =>
  Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (isObject(member)) return [key, resolveVariables(member, cwd)]
      return [key, typeof member === 'string' && fileVariable.test(key) ? resolve(cwd, member) : member]
    }),
  )

const merge = (base: JsonObject, over: JsonObject): JsonObject =>
  Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(over)])].map((key) => {
      const [left, right] = [base[key], over[key]]
      return [key, isObject(left) && isObject(right) ? merge(left, right) : (right ?? left)]
    }),
  )

const parseConfig = (value: JsonObject, source: string): Config => {
  const result = configSchema.safeParse(value)
  if (result.success) return result.data
  const lines = describeIssues(result.error.issues, value, { at: '', known: Object.keys(configSchema.shape) })
  const isOld = ['ing', 'bunq', 'bankid', 'plugins', 'sessions'].some((key) => key in value)
  throw configError(
    `The configuration (${source}) is wrong:\n  ${lines.join('\n  ')}`,
    isOld
      ? 'Banks stand under "banks", such as {"banks": {"bunq": {…}}}; a plug-in is a bank with "provider": "./module.js"; "sessions" is "storage" now.'
      : 'Fix the keys named; docs/cli.md lists what each may hold.',
  )
}

import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { NostroStores, StoreProblem } from '@nostro/core'
import {
  createFileConnectionStore,
  createFilePaymentIntentStore,
  createFileSessionStore,
  type FileStore,
  loadMasterKey,
  type MasterKey,
  type StoreWait,
} from '@nostro/core/node'
import { configError } from '../config/config-error.ts'
import type { LoadedConfig } from '../config/load-config.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface OpenStoresOptions {
  readonly env: Environment
  /** Called while another process holds what is needed. */
  readonly onWait?: ((wait: StoreWait) => void) | undefined
  /** Called for a record that cannot be used; the others go on. */
  readonly onProblem?: ((problem: StoreProblem) => void) | undefined
}

export interface FileStores extends NostroStores {
  /** The same three, with what only files have: problems, and sealing anew. */
  readonly files: readonly FileStore[]
  readonly dir: string
}

/**
 * Where the stores and their master key are, without opening them. @throws NostroError `invalid_config` for an empty
 * HOME
 *
 * @example
 * const { sessions } = storePlaces(loaded, process.env)
 */
export const storePlaces = ({ config, folder }: Pick<LoadedConfig, 'config' | 'folder'>, env: Environment) => {
  const { storage } = config
  const dir = storage?.dir ?? join(xdg(env, 'XDG_STATE_HOME', '.local/state'), 'nostro')
  const keyFile = storage?.keyFile ?? join(xdg(env, 'XDG_CONFIG_HOME', '.config'), 'nostro/master.key')
  return { dir: resolve(folder, dir), keyFile: resolve(folder, keyFile) }
}

/** A folder of the XDG base directories, where `HOME` or the variable names one. */
export const xdg = (env: Environment, variable: string, below: string): string => {
  const value = env[variable]
  if (value?.startsWith('/')) return value
  const home = env['HOME'] ?? homedir()
  if (isAbsolute(home)) return join(home, below)
  throw configError(
    'HOME is empty, so there is no place to keep connections and the master key.',
    `Set HOME or ${variable}, or storage.dir and storage.keyFile in the configuration.`,
  )
}

/**
 * The encrypted stores of connections, sessions and payments. The master key comes from `NOSTRO_MASTER_KEY` or its file,
 * which is made on first use.
 * @throws NostroError `invalid_config` for a key in the folder that it encrypts, or a folder that others can open
 */
export const openFileStores = async (
  loaded: Pick<LoadedConfig, 'config' | 'folder'>,
  { env, onWait, onProblem }: OpenStoresOptions,
): Promise<FileStores> => {
  const { dir } = storePlaces(loaded, env)
  const { masterKey, previousKeys } = await openMasterKeys(loaded, env)
  const options = { masterKey, previousKeys, onWait, onProblem }
  const sessions = createFileSessionStore({ ...options, dir: join(dir, 'sessions') })
  const connections = createFileConnectionStore({ ...options, dir: join(dir, 'connections') })
  const intents = createFilePaymentIntentStore({ ...options, dir: join(dir, 'payments') })
  return { sessions, connections, intents, files: [sessions, connections, intents], dir }
}

export interface MasterKeys {
  readonly masterKey: MasterKey
  /** Those of before, until everything is sealed anew. */
  readonly previousKeys: readonly MasterKey[]
}

/**
 * The master key from `NOSTRO_MASTER_KEY` or its file, which is made on first use, and those of before.
 * @throws NostroError `invalid_config` for a key in the folder that it encrypts, a file that is no key, or one that is
 * missing while there are records that need it
 */
export const openMasterKeys = async (
  loaded: Pick<LoadedConfig, 'config' | 'folder'>,
  env: Environment,
): Promise<MasterKeys> => {
  const { dir, keyFile } = storePlaces(loaded, env)
  const text = env['NOSTRO_MASTER_KEY']
  if (text === undefined || text === '') {
    assertApart(keyFile, dir)
    const isFirst = (loaded.config.storage?.previousKeyFiles ?? []).length === 0 && !existsSync(oldKeyFileOf(keyFile))
    if (isFirst && !existsSync(keyFile) && holdsRecords(dir)) throw keyIsMissing(keyFile, dir)
  }
  const masterKey = await loadMasterKey(text ? { text } : { file: keyFile, create: true })
  return { masterKey, previousKeys: await loadPreviousKeys(loaded, keyFile) }
}

/** Where the key of before lies while a rotation is under way. */
export const oldKeyFileOf = (keyFile: string): string => `${keyFile}.old`

const loadPreviousKeys = (
  { config, folder }: Pick<LoadedConfig, 'config' | 'folder'>,
  keyFile: string,
): Promise<readonly MasterKey[]> => {
  const old = oldKeyFileOf(keyFile)
  const named = (config.storage?.previousKeyFiles ?? []).map((file) => resolve(folder, file))
  const files = [...named, ...(existsSync(old) ? [old] : [])]
  return Promise.all(files.map((file) => loadMasterKey({ file })))
}

/** Records that a new key could never open. */
const holdsRecords = (dir: string): boolean =>
  existsSync(dir) &&
  readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .some(({ name }) => readdirSync(join(dir, name)).some((file) => file.endsWith('.json')))

const keyIsMissing = (keyFile: string, dir: string) =>
  configError(
    `The master key ${keyFile} is missing, and ${dir} holds what was encrypted with it.`,
    'Put the file back, or give the key as NOSTRO_MASTER_KEY. To begin anew, move that folder away.',
  )

/** A copy of the stores, in a backup for instance, must not carry their key with it. */
const assertApart = (keyFile: string, dir: string): void => {
  const way = relative(dir, keyFile)
  if (isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`)) return
  throw configError(
    `The master key ${keyFile} lies in the folder of the data that it encrypts.`,
    'Move it elsewhere, and name it as storage.keyFile or NOSTRO_STORAGE_KEY_FILE.',
  )
}

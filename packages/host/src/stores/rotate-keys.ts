import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { NostroError, type StoreProblem } from '@nostro/core'
import { loadMasterKey, type ResealReport, rotateMasterKey } from '@nostro/core/node'
import type { LoadedConfig } from '../config/load-config.ts'
import { ledgerExists, ledgerPlace } from '../ledger/ledger-place.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { oldKeyFileOf, openFileStores, storePlaces } from './file-stores.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What was sealed anew by a rotation of the master key. */
export interface RotateReport extends ResealReport {
  /** The ledger's key: sealed anew, or sealed by the new key already. `none`: there is no ledger. `failed`: see `problems`. */
  readonly ledger: 'resealed' | 'unchanged' | 'none' | 'failed'
  /** Still there because something could not be opened; undefined when nothing needs it. */
  readonly oldKeyFile: string | undefined
}

/**
 * Encrypts all kept records and the ledger's key with a new master key: one operation, and it may be interrupted at any point and
 * run again. The old key lies beside the new one (`master.key.old`), where every program finds it, until nothing needs it. With
 * `NOSTRO_MASTER_KEY` the new key is that of the environment, and the old ones are `storage.previousKeyFiles`.
 *
 * @example
 * const { resealed, ledger, problems } = await rotateKeys(loaded, process.env)
 */
export const rotateKeys = async (
  loaded: Pick<LoadedConfig, 'config' | 'folder'>,
  env: Environment,
): Promise<RotateReport> => {
  const { keyFile } = storePlaces(loaded, env)
  const oldKeyFile = oldKeyFileOf(keyFile)
  const inFile = (env['NOSTRO_MASTER_KEY'] ?? '') === ''
  // A rotation that was interrupted is ended first: a third key would leave its records without theirs.
  if (inFile && existsSync(keyFile) && !isReplaced(keyFile, oldKeyFile)) await replaceKey(keyFile, oldKeyFile)
  const files = await openFileStores(loaded, { env })
  try {
    const { resealed, unchanged, problems } = await rotateMasterKey(files.files)
    const ledger = await rotateLedger(loaded, env)
    const all = ledger.problem === undefined ? problems : [...problems, ledger.problem]
    if (inFile && all.length === 0) rmSync(oldKeyFile, { force: true })
    const isKept = inFile && all.length > 0
    return { resealed, unchanged, problems: all, ledger: ledger.state, oldKeyFile: isKept ? oldKeyFile : undefined }
  } finally {
    await Promise.all([files.sessions.close(), files.connections.close(), files.intents.close()])
  }
}

/** The ledger seals with a key of its own, which the master key seals: one row is written. */
const rotateLedger = async (
  loaded: Pick<LoadedConfig, 'config' | 'folder'>,
  env: Environment,
): Promise<{ readonly state: RotateReport['ledger']; readonly problem?: StoreProblem | undefined }> => {
  const place = ledgerPlace(loaded, env)
  if (!ledgerExists(place)) return { state: 'none' }
  try {
    await using opened = await openLedger(loaded, { env })
    const { changed } = await opened.ledger.rotateKey(opened.masterKey)
    return { state: changed ? 'resealed' : 'unchanged' }
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    const { message, hint = '' } = error
    const where = place.kind === 'sqlite' ? place.file : 'the database of ledger.url'
    const retry = `${hint} Then run “nostro keys rotate” again.`.trim()
    return { state: 'failed', problem: { where, reason: 'unreadable', message, hint: retry } }
  }
}

const isReplaced = (keyFile: string, oldKeyFile: string): boolean =>
  existsSync(oldKeyFile) && readFileSync(oldKeyFile, 'utf8') !== readFileSync(keyFile, 'utf8')

/** The key file is there at every moment: a program that found none would make one of its own. */
const replaceKey = async (keyFile: string, oldKeyFile: string): Promise<void> => {
  const next = `${keyFile}.next`
  await loadMasterKey({ file: next, create: true })
  copyFileSync(keyFile, oldKeyFile)
  renameSync(next, keyFile)
}

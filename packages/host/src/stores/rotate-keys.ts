import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { loadMasterKey, type ResealReport, rotateMasterKey } from '@nostro/core/node'
import type { LoadedConfig } from '../config/load-config.ts'
import { ledgerExists, ledgerPlace } from '../ledger/ledger-place.ts'
import { oldKeyFileOf, openStores, storePlaces } from './open-stores.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface RotateReport extends ResealReport {
  /** Still there because a record could not be opened, or a ledger has the old key; undefined when nothing needs it. */
  readonly oldKeyFile: string | undefined
}

/**
 * Encrypts all kept records with a new master key. The old key lies beside the new one (`master.key.old`), where every
 * program finds it, until no record needs it; so it may be interrupted at any point and run again. With
 * `NOSTRO_MASTER_KEY` the new key is that of the environment, and the old ones are `storage.previousKeyFiles`.
 *
 * @example
 * const { resealed, problems } = await rotateKeys(loaded, process.env)
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
  const stores = await openStores(loaded, { env })
  try {
    const report = await rotateMasterKey(stores.files)
    const isWhole = report.problems.length === 0
    // A ledger is sealed by the same key, and has its own rotation.
    const needed = !isWhole || ledgerExists(ledgerPlace(loaded, env))
    if (inFile && !needed) rmSync(oldKeyFile, { force: true })
    return { ...report, oldKeyFile: inFile && needed ? oldKeyFile : undefined }
  } finally {
    await Promise.all([stores.sessions.close(), stores.connections.close(), stores.intents.close()])
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

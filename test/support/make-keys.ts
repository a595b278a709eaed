import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharedPki } from '../../packages/simulators/src/pki/shared-pki.ts'

const root = join(import.meta.dirname, '../..')
const sources = join(root, 'packages/simulators/src/pki')

/** Another text of the code that makes certificates is another folder. */
const version = (): string => {
  const hash = createHash('sha256')
  for (const name of readdirSync(sources).toSorted()) hash.update(readFileSync(join(sources, name)))
  return hash.digest('hex').slice(0, 12)
}

/**
 * Before the first test: keys and certificates of the simulated banks, made once and kept under `.cache`. All test
 * processes read them there, and so do the commands that tests start (`NOSTRO_SIMULATORS_KEYS`).
 */
export const setup = async (): Promise<void> => {
  const folder = join(root, '.cache/keys', version())
  mkdirSync(folder, { recursive: true })
  await sharedPki({ folder })
  process.env['NOSTRO_SIMULATORS_KEYS'] = folder
}

import { resolve } from 'node:path'
import type { SimulatorOptions } from '@nostro/simulators'
import type { Terminal } from '../terminal.ts'

/**
 * Where keys and certificates of simulated banks are kept, so that the next start does not make them again: the folder
 * that `NOSTRO_SIMULATORS_KEYS` names. Without it they are made at each start and never leave the process.
 */
export const keysIn = ({ env, cwd }: Pick<Terminal, 'env' | 'cwd'>): Pick<SimulatorOptions, 'pkiDir'> => {
  const folder = env['NOSTRO_SIMULATORS_KEYS'] ?? ''
  return folder === '' ? {} : { pkiDir: resolve(cwd, folder) }
}

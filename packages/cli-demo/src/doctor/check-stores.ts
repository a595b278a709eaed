import { existsSync } from 'node:fs'
import type { StoreProblem } from '@nostro/core'
import { type LoadedConfig, ledgerExists, ledgerPlace, openStores, storePlaces } from '@nostro/host'
import { type Finding, failedBy } from './finding.ts'

/** Every kept connection, session and payment can be used; nothing is looked at where nothing was kept yet. */
export const checkStores = async (
  loaded: LoadedConfig,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Finding[]> => {
  try {
    const hasLedger = loaded.config.ledger !== undefined && ledgerExists(ledgerPlace(loaded, env))
    if (!hasLedger && !existsSync(storePlaces(loaded, env).dir)) return []
    const stores = await openStores(loaded, { env })
    try {
      const problems = await stores.problems()
      return problems.length > 0
        ? problems.map(toFinding)
        : [{ area: 'storage', subject: 'records', status: 'ok', message: `Everything in ${stores.place} can be used.` }]
    } finally {
      await stores.close()
    }
  } catch (error) {
    return [failedBy('storage', 'records', error)]
  }
}

/** Files that are not ours are in nobody's way. */
const toFinding = ({ reason, message, hint }: StoreProblem): Finding => ({
  area: 'storage',
  subject: 'record',
  status: reason === 'foreign_name' ? 'warning' : 'failed',
  message,
  hint,
})

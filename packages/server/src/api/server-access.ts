import type { Clock, Random } from '@nostro/core'
import type { SqlStore } from '@nostro/ledger'
import { type AuditLog, createAuditLog } from '../audit/audit-log.ts'
import { type ApiTokens, createApiTokens } from '../auth/api-tokens.ts'
import { createSessions, type Sessions } from '../auth/sessions.ts'
import { migrateServer } from '../store/tables.ts'

/**
 * Tokens, login links and the audit without a running server: for commands beside one. Safe while a server runs.
 *
 * @example
 * const { tokens } = await createServerAccess(ledger.store, { clock, random })
 */
export const createServerAccess = async (
  store: SqlStore,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<{ readonly tokens: ApiTokens; readonly sessions: Sessions; readonly audit: AuditLog }> => {
  await migrateServer(store)
  const parts = { store, clock, random }
  return { tokens: createApiTokens(parts), sessions: createSessions(parts), audit: createAuditLog({ store, clock }) }
}

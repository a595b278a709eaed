import type { Clock, Random } from '@nostro/core'
import type { SqlStore } from '@nostro/ledger'
import { type AuditLog, createAuditLog } from '../audit/audit-log.ts'
import { type ApiTokens, createApiTokens } from '../auth/api-tokens.ts'
import { createSessions, type Sessions } from '../auth/sessions.ts'
import { createUsers, type Users } from '../auth/users.ts'
import { migrateServer } from '../store/tables.ts'

/** What commands beside a server need of it. */
export interface ServerAccess {
  readonly tokens: ApiTokens
  readonly sessions: Sessions
  readonly users: Users
  readonly audit: AuditLog
}

/**
 * Tokens, login links, people and the audit without a running server: for commands beside one. Safe while a server runs.
 *
 * @example
 * const { tokens } = await createServerAccess(ledger.store, { clock, random })
 */
export const createServerAccess = async (
  store: SqlStore,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<ServerAccess> => {
  await migrateServer(store)
  const parts = { store, clock, random }
  return {
    tokens: createApiTokens(parts),
    sessions: createSessions(parts),
    users: createUsers(parts),
    audit: createAuditLog({ store, clock }),
  }
}

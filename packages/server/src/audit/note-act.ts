import type { Context } from 'hono'
import type { ApiEnv } from '../api/api-env.ts'
import type { AuditEntry, AuditLog } from './audit-log.ts'

/** Writes down what the caller of a request did. */
export const noteAct = (
  audit: AuditLog,
  c: Context<ApiEnv>,
  action: string,
  target?: string | undefined,
  outcome: AuditEntry['outcome'] = 'done',
): Promise<void> => {
  const { id, kind } = c.get('caller')
  const via = kind === 'session' ? 'browser' : 'api'
  return audit.record({ actor: id, via, action, target, outcome, requestId: c.get('requestId') })
}

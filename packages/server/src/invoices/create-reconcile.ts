import type { Invoices, ReconcileOptions, ReconcileResult } from '@nostro/ledger'
import type { EventLog } from '../events/event-log.ts'

/** Lets the rules look at invoices and transactions, and announces what they found. */
export type Reconcile = (options?: ReconcileOptions) => Promise<ReconcileResult>

export const createReconcile =
  (invoices: Invoices, events: EventLog): Reconcile =>
  async (options = {}) => {
    const result = await invoices.reconcile(options)
    const { matched, suggested, returned, conflicts } = result
    if (matched > 0) await events.publish({ type: 'match.made', data: { matched } })
    if (suggested > 0) await events.publish({ type: 'match.suggested', data: { suggested } })
    if (returned > 0) await events.publish({ type: 'match.returned', data: { returned } })
    for (const { match, entry } of conflicts)
      await events.publish({ type: 'match.conflict', data: { matchId: match, transactionId: entry } })
    return result
  }

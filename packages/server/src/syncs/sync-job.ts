import type { SyncResult } from '@nostro/ledger'

export type SyncStatus = 'running' | 'completed' | 'partial' | 'failed' | 'cancelled'

export interface SyncJob {
  readonly id: string
  readonly status: SyncStatus
  readonly startedAt: number
  readonly finishedAt?: number | undefined
  readonly connectionIds: readonly string[]
  /** How far it is: pages and entries read so far. */
  readonly progress: { readonly accounts: number; readonly pages: number; readonly entries: number }
  readonly result?: SyncResult | undefined
  readonly failure?: { readonly code: string; readonly message: string; readonly hint?: string | undefined } | undefined
}

import { query, type SqlStore, type SqlWork } from '@nostro/ledger'

/**
 * Numbers without gaps, and visible in their order: one writer at a time until the transaction ends. SQLite has one writer anyway; on
 * PostgreSQL many would take the same number and try again.
 */
export function* lockSequence({ dialect }: SqlStore, name: 'audit' | 'events'): SqlWork<void> {
  if (dialect === 'postgres') yield* query('select pg_advisory_xact_lock(hashtextextended(?, 0))', `nostro:${name}`)
}

import type { EpochMs } from '@nostro/core'
import { query, queryOne, type SqlWork } from './sql.ts'

/**
 * Takes the right to give a notice: true for one process only, and only where no tighter notice was given before.
 * `notice` is in days: 14, 7, 1, and 0 for "expired".
 */
export function* claimNotice(consent: number, notice: number): SqlWork<boolean> {
  const rows = yield* query(
    'update consent set noticed = ? where id = ? and (noticed is null or noticed > ?) returning id',
    notice,
    consent,
    notice,
  )
  return rows.length > 0
}

/** The same for the end of the newest consent of a connection. Nothing where it was said before, or no consent is known. */
export function* claimEnd(connection: string): SqlWork<{ readonly validUntil: EpochMs | null } | undefined> {
  const newest = yield* queryOne<{ id: number; validUntil: EpochMs | null }>(
    'select id, valid_until as "validUntil" from consent where connection = ? order by id desc limit 1',
    connection,
  )
  if (newest === undefined) return undefined
  return (yield* claimNotice(newest.id, 0)) ? newest : undefined
}

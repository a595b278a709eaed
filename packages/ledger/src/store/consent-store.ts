import { query, type SqlWork } from './sql.ts'

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

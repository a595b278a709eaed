import { type ConnectionRecord, intentRecordId, type PaymentIntent, type Session } from '@nostro/core'
import { leaseNow } from '../store/lease-store.ts'
import { query } from '../store/sql.ts'
import type { RecordParts } from './record-parts.ts'
import { insertRecord } from './record-table.ts'

/** Records of other stores, whole. */
export interface ForeignRecords {
  readonly sessions: readonly Session[]
  readonly connections: readonly ConnectionRecord[]
  readonly intents: readonly PaymentIntent[]
}

/**
 * Takes records over, with their revisions, in one transaction: all of them or none. A record that the ledger has already stays as
 * it is. Each is remembered until {@link forgetOrigin}, so that a take-over which was interrupted before its files were put aside
 * does not bring back what was deleted since.
 * @returns how many were written.
 */
export const takeOverRecords = (
  parts: RecordParts,
  place: string,
  { sessions, connections, intents }: ForeignRecords,
): Promise<number> =>
  parts.store.write(
    function* () {
      const rows = [
        ...sessions.map((value) => ({ kind: 'session' as const, id: value.id, value })),
        ...connections.map((value) => ({ kind: 'connection' as const, id: value.id, value })),
        ...intents.map((value) => ({ kind: 'intent' as const, id: intentRecordId(value.provider, value.key), value })),
      ]
      const at = yield* leaseNow(parts.store, parts.clock)
      let count = 0
      for (const { kind, id, value } of rows) {
        const marked = yield* query(
          'insert into record_origin (place, at) values (?, ?) on conflict (place) do nothing returning place',
          `${place}|${kind}|${id}`,
          at,
        )
        const isNew = marked.length > 0 && (yield* insertRecord(parts, kind, { id, revision: value.revision, value }))
        if (isNew) count += 1
      }
      return count
    },
    { isDurable: true },
  )

/** The files of the place were put aside: whatever lies there from now on is new. */
export const forgetOrigin = async ({ store }: Pick<RecordParts, 'store'>, place: string): Promise<void> => {
  const prefix = `${place}|`
  await store.write(() => query('delete from record_origin where substr(place, 1, ?) = ?', prefix.length, prefix))
}

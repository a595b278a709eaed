import type { ConnectionRecord, ConnectionStore } from '../contracts/connection-store.ts'
import { assertConnectionWrite, compareConnections, connectionMatches } from './connection-rules.ts'
import { jsonCopy } from './json-copy.ts'
import { createKeyedLock } from './keyed-lock.ts'
import { assertRecordId } from './record-id.ts'

/**
 * Connections of one process, gone with it.
 *
 * @example
 * ```ts
 * const connections = createMemoryConnectionStore()
 * ```
 */
export const createMemoryConnectionStore = (): ConnectionStore => {
  const records = new Map<string, ConnectionRecord>()
  const lock = createKeyedLock()
  return {
    get: async (id) => {
      const record = records.get(assertRecordId(id, 'connection'))
      return record === undefined ? undefined : jsonCopy(record)
    },
    list: async (filter = {}) =>
      [...records.values()]
        .filter((record) => connectionMatches(record, filter))
        .toSorted(compareConnections)
        .map(jsonCopy),
    put: async (record, expectedRevision) => {
      assertConnectionWrite(record, expectedRevision)
      if (records.get(record.id)?.revision !== expectedRevision) return false
      records.set(record.id, jsonCopy(record))
      return true
    },
    delete: async (id) => {
      records.delete(assertRecordId(id, 'connection'))
    },
    withLock: (id, work, signal) => lock.run(assertRecordId(id, 'connection'), work, signal),
    close: async () => undefined,
  }
}

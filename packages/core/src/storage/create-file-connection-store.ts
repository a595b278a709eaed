import type { ConnectionRecord, ConnectionStore } from '../contracts/connection-store.ts'
import type { FileStore, FileStoreOptions } from './file-store-options.ts'
import { createSealedRecordFiles, type RecordKind } from './sealed-record-files.ts'
import { connectionStoreOver } from './stores-over-records.ts'

const kind: RecordKind<ConnectionRecord> = {
  noun: 'connection',
  label: 'nostro/connection/1',
  member: 'connection',
  suffix: '.connection.json',
  remedy: 'connect again',
  accept: (record, id) => ((record as ConnectionRecord).id === id ? (record as ConnectionRecord) : undefined),
}

/**
 * Connections as encrypted files, one each (mode 0600): for one user's programs, several processes of them at once.
 *
 * @example
 * ```ts
 * const connections = createFileConnectionStore({ dir: defaultStateDir('connections', process.env), masterKey })
 * ```
 */
export const createFileConnectionStore = (options: FileStoreOptions): ConnectionStore & FileStore => {
  const records = createSealedRecordFiles(kind, options)
  return { ...connectionStoreOver(records), problems: records.problems, reseal: records.reseal }
}

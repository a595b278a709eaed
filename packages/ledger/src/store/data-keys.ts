import { type EpochMs, NostroError, type Random } from '@nostro/core'
import { type DataKey, openBytes, sealBytes } from './raw-seal.ts'
import { query, queryOne, type SqlWork } from './sql.ts'

/** 32 bytes and the id under which values name them: core's `loadMasterKey` gives one. */
export interface LedgerMasterKey {
  readonly id: string
  readonly key: Uint8Array
}

interface KeyRecord {
  readonly id: number
  readonly master_key_id: string
  readonly wrapped: Uint8Array
}

const identityOf = (id: number, masterKeyId: string): string => `nostro/data-key/1/${id}/${masterKeyId}`

const findRecord = (): SqlWork<KeyRecord | undefined> =>
  queryOne<KeyRecord>('select id, master_key_id, wrapped from data_key order by id desc limit 1 for update')

/**
 * The ledger's data key, made at the first opening. One key seals all; the master key seals only that key, so that a rotation
 * rewrites one row.
 * @throws NostroError `invalid_config` when the key was wrapped by a master key that is not among those given.
 */
export function* openDataKey(masterKeys: readonly LedgerMasterKey[], random: Random, at: EpochMs): SqlWork<DataKey> {
  const record = yield* findRecord()
  if (record !== undefined) return unwrap(record, masterKeys)
  const [master] = masterKeys
  if (master === undefined) throw foreignKey('none')
  const key = random.bytes(32)
  const wrapped = sealBytes(master.key, key, identityOf(1, master.id), random)
  yield* query(
    'insert into data_key (id, master_key_id, wrapped, created_at) values (1, ?, ?, ?)',
    master.id,
    wrapped,
    at,
  )
  return { id: 1, key }
}

/** Wraps the data key with another master key: one row is written, whatever the size of the ledger. */
export function* rotateMasterKey(
  masterKeys: readonly LedgerMasterKey[],
  next: LedgerMasterKey,
  random: Random,
): SqlWork<{ readonly changed: boolean }> {
  const record = yield* findRecord()
  if (record === undefined || record.master_key_id === next.id) return { changed: false }
  const { id, key } = unwrap(record, masterKeys)
  const wrapped = sealBytes(next.key, key, identityOf(id, next.id), random)
  yield* query('update data_key set master_key_id = ?, wrapped = ? where id = ?', next.id, wrapped, id)
  return { changed: true }
}

const unwrap = (record: KeyRecord, masterKeys: readonly LedgerMasterKey[]): DataKey => {
  const master = masterKeys.find(({ id }) => id === record.master_key_id)
  if (master === undefined) throw foreignKey(record.master_key_id)
  return { id: record.id, key: openBytes(master.key, record.wrapped, identityOf(record.id, master.id)) }
}

const foreignKey = (id: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `The ledger was sealed with another master key (${id.slice(0, 16)}).`,
    hint: 'Give the master key that it was made with; nothing was changed.',
  })

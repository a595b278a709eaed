import type { EpochMs, Random } from '@nostro/core'
import { type DataKey, openBatch, sealBatch } from './raw-seal.ts'
import { type BulkTarget, queryOne, type SqlValue, type SqlWork, writeMany } from './sql.ts'

/** Seals and opens the bank's originals; `undefined` where raw is not kept. */
export interface RawSealer {
  readonly dataKey: DataKey
  readonly random: Random
}

export const batchSize = 200

const rawTable: BulkTarget = {
  table: 'raw_batch',
  key: ['account', 'id'],
  columns: [
    { name: 'account', type: 'integer' },
    { name: 'id', type: 'integer' },
    { name: 'walk', type: 'integer' },
    { name: 'at', type: 'bigint' },
    { name: 'key_id', type: 'integer' },
    { name: 'n', type: 'integer' },
    { name: 'body', type: 'blob' },
  ],
}

export interface RawPlace {
  readonly account: number
  readonly firstBatch: number
  readonly walk: number
  readonly at: EpochMs
}

/** Writes the texts in batches, numbered from `firstBatch`; text `i` stands at batch `firstBatch + i / 200`, place `i % 200`. */
export function* writeRaw({ dataKey, random }: RawSealer, texts: readonly string[], place: RawPlace): SqlWork<number> {
  const rows: SqlValue[][] = []
  for (let start = 0; start < texts.length; start += batchSize) {
    const part = texts.slice(start, start + batchSize)
    const batch = place.firstBatch + rows.length
    const body = sealBatch(dataKey, part, { account: place.account, batch }, random)
    rows.push([place.account, batch, place.walk, place.at, dataKey.id, part.length, body])
  }
  yield* writeMany(rawTable, rows)
  return rows.length
}

/** The bank's original of one row, as JSON text; nothing where none was kept. */
export function* readRaw(
  { dataKey }: RawSealer,
  account: number,
  at: { readonly batch: number | null; readonly place: number | null },
): SqlWork<string | undefined> {
  if (at.batch === null || at.place === null) return undefined
  const row = yield* queryOne<{ body: Uint8Array }>(
    'select body from raw_batch where account = ? and id = ?',
    account,
    at.batch,
  )
  return row === undefined ? undefined : openBatch(dataKey, row.body, { account, batch: at.batch })[at.place]
}

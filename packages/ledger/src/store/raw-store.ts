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

/** Writes originals in batches, numbered from `firstBatch`; the one at `i` stands at batch `firstBatch + i / 200`, place `i % 200`. */
export function* writeRaw(
  { dataKey, random }: RawSealer,
  originals: readonly unknown[],
  place: RawPlace,
): SqlWork<number> {
  const rows: SqlValue[][] = []
  for (let start = 0; start < originals.length; start += batchSize) {
    const part = originals.slice(start, start + batchSize)
    const batch = place.firstBatch + rows.length
    const body = sealBatch(dataKey, part, { account: place.account, batch }, random)
    rows.push([place.account, batch, place.walk, place.at, dataKey.id, part.length, body])
  }
  yield* writeMany(rawTable, rows)
  return rows.length
}

interface RawPosition {
  readonly batch: number | null
  readonly place: number | null
}

/** The bank's original of one row, as JSON text; nothing where none was kept. */
export const readRaw = (sealer: RawSealer, account: number, at: RawPosition): SqlWork<string | undefined> =>
  createRawReader(sealer).read(account, at)

/** Reads originals one after the other; neighbours share a batch, which is opened once. */
export const createRawReader = ({ dataKey }: RawSealer) => {
  let opened: { readonly account: number; readonly batch: number; readonly texts: readonly string[] } | undefined
  return {
    *read(account: number, { batch, place }: RawPosition): SqlWork<string | undefined> {
      if (batch === null || place === null) return undefined
      if (opened?.account !== account || opened.batch !== batch) {
        const row = yield* queryOne<{ body: Uint8Array }>(
          'select body from raw_batch where account = ? and id = ?',
          account,
          batch,
        )
        if (row === undefined) return undefined
        opened = { account, batch, texts: openBatch(dataKey, row.body, { account, batch }) }
      }
      return opened.texts[place]
    },
  }
}

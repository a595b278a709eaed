import { createHash } from 'node:crypto'
import { createSeededRandom } from '@nostro/core/testing'
import { openDataKey } from '../../src/store/data-keys.ts'
import { openBatch } from '../../src/store/raw-seal.ts'
import { query, type SqlStore } from '../../src/store/sql.ts'
import { masterKey } from './open-ledger.ts'

const tables = [
  ['connection', 'id'],
  ['consent', 'id'],
  ['account', 'id'],
  ['account_ref', 'account, consent'],
  ['account_sync', 'account'],
  ['tx', 'account, no'],
  ['tx_version', 'account, no, version'],
  ['decision', 'account, id'],
  ['annotation', 'account, no, name'],
  ['balance', 'account, type'],
  ['payment', 'id'],
] as const

/** Numbers of walks count tries; a sync that was killed after its work was done is tried once more. */
const tries: ReadonlySet<string> = new Set(['walk', 'missing_walk'])

/** All that a ledger holds, ordered by key, originals opened: equal texts are equal ledgers. */
export const dumpLedger = (store: SqlStore): Promise<readonly string[]> =>
  store.write(function* () {
    const lines: string[] = []
    for (const [table, key] of tables) {
      for (const row of yield* query(`select * from ${table} order by ${key}`)) {
        const kept = Object.entries(row).filter(([name]) => !tries.has(name))
        lines.push(
          `${table} ${JSON.stringify(kept, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`,
        )
      }
    }
    const dataKey = yield* openDataKey([masterKey], createSeededRandom('dump'), 0)
    const batches = yield* query<{ account: number; id: number; n: number; body: Uint8Array }>(
      'select account, id, n, body from raw_batch order by account, id',
    )
    for (const { account, id, n, body } of batches) {
      lines.push(`raw ${account} ${id} ${n} ${JSON.stringify(openBatch(dataKey, body, { account, batch: id }))}`)
    }
    return lines
  })

export const digestOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.join('\n')).digest('hex')

import { NostroError } from '@nostro/core'
import { query, queryOne, type SqlStore, type SqlWork } from './sql.ts'
import { dropTextIndex } from './text-index.ts'

const personalColumns = [
  'bank_id',
  'pending_id',
  'entry_reference',
  'e2e',
  'counterparty_name',
  'counterparty_iban',
  'counterparty_bban',
  'counterparty_bic',
  'text',
  'reference',
  'mandate_id',
  'creditor_id',
  'code',
] as const

/**
 * Erases a person's data on their demand: texts, names, numbers, originals, annotations and what was kept of earlier states go;
 * days, amounts and running numbers stay, so that sums and readers of the feed stay right.
 * @throws NostroError `not_found` when the ledger has no such connection.
 */
export function* eraseConnection(
  connection: string,
  dialect: SqlStore['dialect'],
): SqlWork<{ readonly transactions: number }> {
  const known = yield* queryOne('select id from connection where id = ?', connection)
  if (known === undefined) {
    throw new NostroError({
      code: 'not_found',
      message: 'The ledger has no such connection.',
      hint: 'List the ledger’s accounts to see the connections.',
    })
  }
  const accounts = yield* query<{ id: number; seq: number }>(
    'select a.id, s.seq from account a join account_sync s on s.account = a.id where a.connection = ? for update',
    connection,
  )
  let transactions = 0
  for (const { id, seq } of accounts) {
    const [count] = yield* query<{ n: number }>('select count(*) as n from tx where account = ?', id)
    transactions += count?.n ?? 0
    const sets = personalColumns.map((column) => `${column} = null`).join(', ')
    yield* query(`update tx set ${sets}, content = '', batch = null, place = null where account = ?`, id)
    // Identities hold ids of the bank; the number says which row it is from now on.
    yield* query("update tx set identity = 'p' || no where account = ? and substr(identity, 1, 1) = 'i'", id)
    for (const table of ['raw_batch', 'tx_version', 'annotation', 'walk_report']) {
      yield* query(`delete from ${table} where account = ?`, id)
    }
    yield* query("update allocation set evidence = '[]' where account = ?", id)
    yield* query('delete from suggestion where account = ?', id)
    yield* query("update decision set detail = '{}' where account = ?", id)
    yield* query('delete from account_ref where account = ?', id)
    yield* query(
      `update account set match_key = ?, match_kind = 'erased', iban = null, bban = null, masked_pan = null, name = null,
        product = null, owner_name = null, in_consent = 0 where id = ?`,
      `erased:${id}`,
      id,
    )
    // Every row is reported again: copies that readers hold can be erased as well.
    yield* query('update tx set seq = ? where account = ?', seq + 1, id)
    yield* query(
      'update account_sync set seq = ?, cursor = null, walk_kind = null, last_page = null, last_error = null where account = ?',
      seq + 1,
      id,
    )
  }
  const sessions = yield* query<{ session_id: string | null }>(
    'select session_id from connection where id = ? union select session_id from consent where connection = ?',
    connection,
    connection,
  )
  for (const { session_id: session } of sessions) {
    if (session !== null) yield* query("delete from record where kind = 'session' and id = ?", session)
  }
  yield* query("delete from record where kind = 'connection' and id = ?", connection)
  if (dialect === 'sqlite') yield* dropTextIndex()
  yield* query('update consent set session_id = null where connection = ?', connection)
  // Their names hold the bank's ids of accounts.
  const [owner] = yield* query<{ provider: string }>('select provider from connection where id = ?', connection)
  const prefix = `${owner?.provider}|${connection}|`
  yield* query('delete from budget where substr(bucket, 1, ?) = ?', prefix.length, prefix)
  yield* query("update connection set status = 'erased', owner = null, session_id = null where id = ?", connection)
  yield* query('update payment set counterparty_iban = null, end_to_end_id = null where connection = ?', connection)
  return { transactions }
}

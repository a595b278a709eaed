import { NostroError } from '@nostro/core'
import { checkArguments } from '../input/gate-calls.ts'
import { sqlStore } from '../input/ledger-inputs.ts'
import { checkLedger } from './check-ledger.ts'
import { migrate, tableNames } from './migrations/migrate.ts'
import { type ColumnType, query, queryOne, type SqlRow, type SqlStore, type SqlWork, writeMany } from './sql.ts'

/** How much was copied. */
export interface CopyResult {
  readonly accounts: number
  readonly transactions: number
}

const pageSize = 1000
const marker = 'copying'

/**
 * Copies a whole ledger into an empty one: how a SQLite ledger moves to PostgreSQL. Nothing else may write to the source
 * meanwhile: give a backup. A copy that was interrupted begins anew.
 * @throws NostroError `invalid_request` when the target holds a ledger, or the copy does not hold what it must
 *
 * @example
 * await copyLedger(sqliteStore, postgresStore)
 */
export const copyLedger = async (from: SqlStore, to: SqlStore): Promise<CopyResult> => {
  checkArguments(
    [from, to],
    [
      ['from', sqlStore],
      ['to', sqlStore],
    ],
  )
  if (from.dialect !== 'sqlite') {
    throw refuse('Only a SQLite ledger can be copied.', 'Copy PostgreSQL with its own tools, pg_dump and pg_restore.')
  }
  await migrate(from)
  await migrate(to)
  await to.write(() => empty())
  for (const table of tableNames) await copyTable(table, from, to)
  await to.write(() => query('delete from meta where name = ?', marker))
  const [source, copy] = [await checkLedger(from), await checkLedger(to)]
  const problem =
    source.transactions === copy.transactions && source.accounts === copy.accounts
      ? copy.problems.find((text) => !source.problems.includes(text))
      : `${source.transactions} entries became ${copy.transactions}.`
  if (problem === undefined) return { accounts: copy.accounts, transactions: copy.transactions }
  throw refuse(`The copy is not what the ledger is: ${problem}`, 'Look whether something wrote to it, and copy again.')
}

/** @throws NostroError `invalid_config` when a copy into this ledger was never finished */
export function* assertCopied(): SqlWork<void> {
  if ((yield* queryOne('select value from meta where name = ?', marker)) === undefined) return
  throw new NostroError({
    code: 'invalid_config',
    message: 'The copying of a ledger into this one was interrupted.',
    hint: 'Run “nostro ledger copy” again; it begins anew.',
  })
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', message, hint })

/** Takes away what an interrupted copy left, and the rows that a new ledger begins with. */
function* empty(): SqlWork<void> {
  const isInterrupted = (yield* queryOne('select value from meta where name = ?', marker)) !== undefined
  const used = yield* queryOne('select id from connection limit 1')
  if (used !== undefined && !isInterrupted)
    throw refuse('The target holds a ledger already; it was not changed.', 'Name an empty database, or another one.')
  for (const table of tableNames.toReversed()) yield* query(`delete from ${table}`)
  yield* query("insert into meta (name, value) values (?, '1')", marker)
}

interface Column {
  readonly name: string
  readonly type: ColumnType
}

const typeNames: Readonly<Record<string, ColumnType>> = {
  text: 'text',
  integer: 'integer',
  bigint: 'bigint',
  bytea: 'blob',
  blob: 'blob',
}

function* columnsOf(dialect: SqlStore['dialect'], table: string): SqlWork<readonly Column[]> {
  const rows =
    dialect === 'postgres'
      ? yield* query<{ name: string; type: string }>(
          `select column_name as name, data_type as type from information_schema.columns
            where table_schema = current_schema() and table_name = ? order by ordinal_position`,
          table,
        )
      : yield* query<{ name: string; type: string }>(
          'select name, lower(type) as type from pragma_table_info(?)',
          table,
        )
  return rows.map(({ name, type }) => ({ name, type: typeNames[type] ?? 'text' }))
}

const copyTable = async (table: string, from: SqlStore, to: SqlStore): Promise<void> => {
  const columns = await to.read(() => columnsOf(to.dialect, table))
  // Whole numbers travel as text: a driver would round what is beyond 2^53.
  const selected = columns.map(({ name, type }) =>
    type === 'integer' || type === 'bigint' ? `cast(${name} as text) as ${name}` : name,
  )
  const sql = `select rowid as "copiedRow", ${selected.join(', ')} from ${table} where rowid > ? order by rowid limit ${pageSize}`
  for (let after = 0; ; ) {
    const rows = await from.read(() => query<SqlRow>(sql, after))
    if (rows.length === 0) return
    const values = rows.map((row) => columns.map(({ name }) => row[name] ?? null))
    await to.write(() => writeMany({ table, columns, key: [] }, values))
    after = Number(rows.at(-1)?.['copiedRow'])
  }
}

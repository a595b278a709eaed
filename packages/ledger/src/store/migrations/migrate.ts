import { NostroError } from '@nostro/core'
import { query, type SqlStore } from '../sql.ts'
import { ledgerTables } from './0001-ledger.ts'
import { invoiceTables } from './0002-invoices.ts'
import { recordTables } from './0003-records.ts'
import { textIndexTables } from './0004-text-index.ts'

interface Migration {
  readonly name: string
  readonly statements: readonly string[]
}

/** In order; a migration that was released is never changed. */
const migrations: readonly Migration[] = [
  { name: '0001-ledger', statements: ledgerTables },
  { name: '0002-invoices', statements: invoiceTables },
  { name: '0003-records', statements: recordTables },
  { name: '0004-text-index', statements: textIndexTables },
]

/** All tables but the list of migrations, each after those that it refers to. */
export const tableNames: readonly string[] = migrations
  .flatMap(({ statements }) => statements)
  .flatMap((statement) => /^create table (\w+)/.exec(statement)?.[1] ?? [])

const words = {
  sqlite: { big: 'integer', blob: 'blob', strict: 'strict' },
  postgres: { big: 'bigint', blob: 'bytea', strict: '' },
} as const

const inDialect = (sql: string, dialect: SqlStore['dialect']): string =>
  sql.replace(/\{(big|blob|strict)\}/g, (_, word: 'big' | 'blob' | 'strict') => words[dialect][word])

/**
 * Brings the tables to this version: all in one writing transaction, so that two programs that start at once do it once.
 * @returns the names of the migrations that were run.
 * @throws NostroError `invalid_config` when the ledger was written by a newer version.
 */
export const migrate = (store: SqlStore): Promise<readonly string[]> =>
  store.write(function* () {
    // SQLite holds its one write lock by now; PostgreSQL serialises by this lock, which ends with the transaction.
    if (store.dialect === 'postgres')
      yield* query("select pg_advisory_xact_lock(hashtextextended('nostro:migrate', 0))")
    yield* query('create table if not exists migration (name text primary key, at text not null)')
    const done = new Set((yield* query<{ name: string }>('select name from migration')).map(({ name }) => name))
    const unknown = [...done].find((name) => !migrations.some((migration) => migration.name === name))
    if (unknown !== undefined) throw newerLedger(unknown)
    const run: string[] = []
    for (const { name, statements } of migrations) {
      if (done.has(name)) continue
      for (const statement of statements) yield* query(inDialect(statement, store.dialect))
      yield* query("insert into migration (name, at) values (?, '')", name)
      run.push(name)
    }
    return run
  })

const newerLedger = (name: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `The ledger was written by a newer version of Nostro: it knows the migration “${name.slice(0, 60)}”, this program does not.`,
    hint: 'Update this program, or open another ledger file.',
  })

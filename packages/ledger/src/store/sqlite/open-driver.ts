import { NostroError } from '@nostro/core'
import type { SqlRow, SqlValue } from '../sql.ts'
import type { SqliteDriver } from './sqlite-driver.ts'

interface BetterStatement {
  readonly reader: boolean
  all(...values: readonly SqlValue[]): readonly SqlRow[]
  run(...values: readonly SqlValue[]): unknown
}

interface BetterDatabase {
  prepare(sql: string): BetterStatement
  exec(sql: string): unknown
  close(): unknown
}

interface NodeStatement {
  all(...values: readonly SqlValue[]): readonly SqlRow[]
  run(...values: readonly SqlValue[]): unknown
}

interface NodeDatabase {
  prepare(sql: string): NodeStatement
  exec(sql: string): void
  close(): void
}

/** The drivers of SQLite that are known. */
export type SqliteDriverName = SqliteDriver['name']

/** node:sqlite where the runtime has it (Node 22.13 and newer), else better-sqlite3. */
export const defaultDriverName = (): SqliteDriverName => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13) ? 'node:sqlite' : 'better-sqlite3'
}

/** @throws NostroError `invalid_config` when the driver is not installed or was built for another Node. */
export const openDriver = async (file: string, name: SqliteDriverName = defaultDriverName()): Promise<SqliteDriver> => {
  try {
    return name === 'node:sqlite' ? await openNodeSqlite(file) : await openBetterSqlite(file)
  } catch (error) {
    throw toDriverFault(error, name, file)
  }
}

const openBetterSqlite = async (file: string): Promise<SqliteDriver> => {
  const { default: Database } = await import('better-sqlite3')
  const database = new Database(file) as BetterDatabase
  return {
    name: 'better-sqlite3',
    exec: (sql) => {
      database.exec(sql)
    },
    close: () => {
      database.close()
    },
    prepare: (sql) => {
      const statement = database.prepare(sql)
      const run = (values: readonly SqlValue[]): void => {
        statement.run(...values)
      }
      const all = (values: readonly SqlValue[]): readonly SqlRow[] => {
        if (statement.reader) return statement.all(...values)
        run(values)
        return []
      }
      return { run, all }
    },
  }
}

const openNodeSqlite = async (file: string): Promise<SqliteDriver> => {
  // Named at run time: bundlers and the types of Node 20 do not know it.
  const specifier: string = 'node:sqlite'
  const { DatabaseSync } = (await import(specifier)) as { readonly DatabaseSync: new (file: string) => NodeDatabase }
  const database = new DatabaseSync(file)
  return {
    name: 'node:sqlite',
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
    prepare: (sql) => {
      const statement = database.prepare(sql)
      return {
        all: (values) => statement.all(...checked(values)),
        run: (values) => {
          statement.run(...checked(values))
        },
      }
    },
  }
}

/** node:sqlite stores NULL for a value that it does not know, better-sqlite3 refuses it: it is a defect of ours. */
const checked = (values: readonly SqlValue[]): readonly SqlValue[] => {
  for (const value of values) {
    const isKnown =
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'bigint' ||
      value instanceof Uint8Array
    if (!isKnown) throw new TypeError(`A value of type ${typeof value} cannot be stored.`)
  }
  return values
}

const toDriverFault = (error: unknown, name: SqliteDriverName, file: string): NostroError => {
  const text = error instanceof Error ? error.message : ''
  if (/Cannot find (package|module)|bindings file|ERR_DLOPEN|NODE_MODULE_VERSION|No such built-in/.test(text)) {
    return new NostroError({
      code: 'invalid_config',
      message: `The ledger cannot load ${name} on Node ${process.versions.node}.`,
      hint: 'Use Node 22.13 or newer, which has SQLite built in, or install better-sqlite3 12 with this Node and allow its install script.',
      cause: error,
    })
  }
  return new NostroError({
    code: 'invalid_config',
    message: `The ledger ${file} cannot be opened: ${text.slice(0, 120)}.`,
    hint: 'Look whether the folder exists and can be written, and whether the file is a ledger of Nostro.',
    cause: error,
  })
}

import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { NostroError } from '@nostro/core'
import { oneOf, optional, shape, text, wholeNumber } from '../../input/check-value.ts'
import { checkArguments } from '../../input/gate-calls.ts'
import {
  type BulkTarget,
  conflictClause,
  placeholders,
  type SqlRow,
  type SqlStore,
  type SqlWork,
  type Statement,
} from '../sql.ts'
import { assertLocalFile } from './assert-local-file.ts'
import { openDriver, type SqliteDriverName } from './open-driver.ts'
import type { SqliteDriver, SqliteStatement } from './sqlite-driver.ts'

/** The file of the ledger, and the driver that opens it. */
export interface SqliteStoreOptions {
  /** Path of the ledger's file; made when absent, readable by its owner only. */
  readonly file: string
  /** node:sqlite on Node 22.13 and newer, else better-sqlite3. */
  readonly driver?: SqliteDriverName | undefined
  /** How long a writer waits for another process, 5,000 ms by default. */
  readonly busyTimeoutMs?: number | undefined
}

const sqliteOptions = shape({
  file: text,
  driver: optional(oneOf('node:sqlite', 'better-sqlite3')),
  busyTimeoutMs: optional(wholeNumber(0, 2_147_483_647)),
})

const pragmas = (busyTimeoutMs: number): readonly string[] => [
  `pragma busy_timeout = ${busyTimeoutMs}`,
  'pragma journal_mode = wal',
  'pragma synchronous = normal',
  'pragma foreign_keys = on',
]

/**
 * A ledger in one SQLite file (WAL). Several processes may use it: every writing transaction begins with the write lock.
 * @throws NostroError `invalid_config` when the driver is missing, the file is no ledger, or it lies on a network file system.
 * @example
 * const store = await createSqliteStore({ file: '/home/me/.local/share/nostro/ledger.sqlite' })
 */
export const createSqliteStore = async (options: SqliteStoreOptions): Promise<SqlStore> => {
  checkArguments([options], [['options', sqliteOptions]])
  const { file, driver, busyTimeoutMs = 5000 } = options
  const path = resolve(file)
  const isNew = !existsSync(path)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  assertLocalFile(path)
  const database = await openDriver(path, driver)
  try {
    for (const pragma of pragmas(busyTimeoutMs)) database.prepare(pragma).all([])
    if (isNew) chmodSync(path, 0o600)
  } catch (error) {
    database.close()
    throw toSqliteFault(error)
  }
  return toStore(database)
}

const toStore = (database: SqliteDriver): SqlStore => {
  const statements = new Map<string, SqliteStatement>()
  const prepare = (sql: string): SqliteStatement => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const made = database.prepare(sql.replace(/ for update( skip locked)?$/, ''))
    statements.set(sql, made)
    return made
  }
  const execute = (statement: Statement): readonly SqlRow[] => {
    if (statement.kind === 'query') return prepare(statement.sql).all(statement.values)
    const insert = prepare(insertOne(statement.into, statement.mode))
    for (const row of statement.rows) insert.run(row)
    return []
  }
  // No await between begin and commit: nothing of this process comes between, and the lock is held as shortly as can be.
  const run = <T>(begin: string, work: () => SqlWork<T>): T => {
    prepare(begin).run([])
    try {
      const steps = work()
      let step = steps.next([])
      while (step.done !== true) step = steps.next(execute(step.value))
      prepare('commit').run([])
      return step.value
    } catch (error) {
      prepare('rollback').run([])
      throw error
    }
  }
  const durably = <T>(action: () => T): T => {
    prepare('pragma synchronous = full').all([])
    try {
      return action()
    } finally {
      prepare('pragma synchronous = normal').all([])
    }
  }
  const guarded = async <T>(action: () => T): Promise<T> => {
    try {
      return action()
    } catch (error) {
      throw toSqliteFault(error)
    }
  }
  return {
    dialect: 'sqlite',
    write: (work, { isDurable = false } = {}) =>
      guarded(() => (isDurable ? durably(() => run('begin immediate', work)) : run('begin immediate', work))),
    read: (work) => guarded(() => run('begin', work)),
    backup: (target) => guarded(() => copyTo(resolve(target), prepare)).then(() => assertWhole(resolve(target))),
    check: () => guarded(() => quickCheck(prepare('pragma quick_check'))),
    close: () =>
      guarded(() => {
        prepare('pragma wal_checkpoint(truncate)').all([])
        database.close()
      }),
  }
}

const quickCheck = (statement: SqliteStatement): readonly string[] =>
  statement
    .all([])
    .map((row) => String(Object.values(row)[0]))
    .filter((text) => text !== 'ok')

/**
 * The driver's own backup starts anew whenever another process writes; this reads one snapshot. The file is made first, so that
 * other users cannot read it at any moment.
 */
const copyTo = (target: string, prepare: (sql: string) => SqliteStatement): void => {
  try {
    closeSync(openSync(target, 'wx', 0o600))
  } catch (error) {
    throw new NostroError({
      code: 'invalid_config',
      message: `The backup ${target} cannot be written: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'}.`,
      hint: 'Name a new file in a folder that exists; a file that exists is never overwritten.',
      cause: error,
    })
  }
  try {
    prepare('vacuum into ?').run([target])
  } catch (error) {
    rmSync(target, { force: true })
    throw error
  }
}

/** A backup that cannot be read is none. */
const assertWhole = async (target: string): Promise<void> => {
  const copy = await openDriver(target)
  try {
    const [problem] = quickCheck(copy.prepare('pragma quick_check'))
    if (problem === undefined) return
    throw new NostroError({
      code: 'invalid_config',
      message: `The backup ${target} is damaged: ${problem.slice(0, 80)}.`,
      hint: 'Check the disk, and the ledger itself with “nostro ledger check”.',
    })
  } finally {
    copy.close()
  }
}

const inserts = new WeakMap<BulkTarget, Record<'insert' | 'upsert', string>>()

const insertOne = (into: BulkTarget, mode: 'insert' | 'upsert'): string => {
  const known = inserts.get(into)
  if (known !== undefined) return known[mode]
  const names = into.columns.map(({ name }) => name).join(', ')
  const insert = `insert into ${into.table} (${names}) values (${placeholders(into.columns.length)})`
  const made = { insert, upsert: `${insert} ${conflictClause(into)}` }
  inserts.set(into, made)
  return made[mode]
}

const toSqliteFault = (error: unknown): unknown => {
  if (!(error instanceof Error) || NostroError.isInstance(error)) return error
  const text = error.message
  if (/database is locked|SQLITE_BUSY/.test(text)) {
    return new NostroError({
      code: 'conflict',
      message: 'Another process holds the ledger for longer than the waiting time.',
      hint: 'Try again when the other program has finished, or give a longer busyTimeoutMs.',
      retryable: true,
      cause: error,
    })
  }
  if (/not a database|malformed|disk image/.test(text)) {
    return new NostroError({
      code: 'invalid_config',
      message: 'The file is not a ledger, or it is damaged.',
      hint: 'Name another file, or put back the last backup (docs/ledger.md).',
      cause: error,
    })
  }
  if (/disk is full|SQLITE_FULL|readonly database|disk I\/O/.test(text)) {
    return new NostroError({
      code: 'invalid_config',
      message: `The ledger cannot be written: ${text.slice(0, 80)}.`,
      hint: 'Free some space or allow writing to the file and its folder; what was committed before is kept.',
      cause: error,
    })
  }
  return error
}

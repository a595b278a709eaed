import { NostroError } from '@nostro/core'
import pg from 'pg'
import { optional, shape, text, wholeNumber } from '../../input/check-value.ts'
import { checkArguments } from '../../input/gate-calls.ts'
import {
  type BulkTarget,
  conflictClause,
  type SqlRow,
  type SqlStore,
  type SqlValue,
  type SqlWork,
  type Statement,
} from '../sql.ts'

/** The database of the ledger. */
export interface PostgresStoreOptions {
  /** `postgres://user@host:port/database`. Its password is never shown. */
  readonly url: string
  /** Tables live in this schema, `nostro` by default; made when absent. */
  readonly schema?: string | undefined
  /** Connections at most, 10 by default. */
  readonly poolSize?: number | undefined
}

const postgresOptions = shape({ url: text, schema: optional(text), poolSize: optional(wholeNumber(1)) })

interface Answer {
  readonly rows: readonly SqlRow[]
}

interface Client {
  query(text: string, values?: readonly unknown[]): Promise<Answer>
}

const arrayTypes = { text: 'text[]', integer: 'int[]', bigint: 'bigint[]', blob: 'bytea[]' } as const

/** Deadlocks, serialisation failures and two first writers of one key: the work is pure and simply runs again. */
const retried = new Set(['40001', '40P01', '23505'])
const attempts = 5

/**
 * A ledger in PostgreSQL 14 or newer: the same tables, for many workers.
 * @throws NostroError `invalid_config` when the server cannot be reached or refuses.
 * @example
 * const store = await createPostgresStore({ url: 'postgres://nostro@127.0.0.1:5432/nostro' })
 */
export const createPostgresStore = async (options: PostgresStoreOptions): Promise<SqlStore> => {
  checkArguments([options], [['options', postgresOptions]])
  const { url, schema = 'nostro', poolSize = 10 } = options
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new NostroError({
      code: 'invalid_config',
      message: 'The name of the schema is not a plain lower-case name.',
      hint: 'Use letters, digits and underscores, for example nostro.',
    })
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    application_name: 'nostro-ledger',
    options: `-c search_path=${schema} -c default_transaction_isolation=read\\ committed`,
    types: {
      getTypeParser: (type: number, format?: string) =>
        type === 20 ? toSafeNumber : pg.types.getTypeParser(type, format as 'text'),
    },
  })
  // An idle connection that dies must not end the process; the next query gets another one.
  pool.on('error', () => undefined)
  // Nor one that is at work: its query rejects, and says why.
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await pool.query(`create schema if not exists ${schema}`)
  } catch (error) {
    // Two programs that make the schema at once: one of them gets the error that it exists.
    if (codeOf(error) !== '23505') {
      await pool.end()
      throw toPostgresFault(error)
    }
  }
  return toStore(pool)
}

/** Counters and instants fit a number; sums are asked for as text. */
const toSafeNumber = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('An integer of the ledger does not fit a number.')
  return value
}

const toStore = (pool: pg.Pool): SqlStore => {
  const texts = new Map<string, string>()
  const numbered = (sql: string): string => {
    const known = texts.get(sql)
    if (known !== undefined) return known
    let count = 0
    const made = sql.replaceAll('?', () => `$${++count}`)
    texts.set(sql, made)
    return made
  }
  const execute = async (client: Client, statement: Statement): Promise<readonly SqlRow[]> => {
    if (statement.kind === 'query') return (await client.query(numbered(statement.sql), toBound(statement.values))).rows
    const { into, rows, mode } = statement
    const columns = into.columns.map((_, index) => toBound(rows.map((row) => row[index] ?? null)))
    await client.query(unnestText(into, mode), columns)
    return []
  }
  const run = async <T>(begin: string, work: () => SqlWork<T>): Promise<T> => {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query(begin)
      const steps = work()
      let step = steps.next([])
      while (step.done !== true) {
        step = steps.next(await execute(client, step.value))
      }
      await client.query('commit')
      return step.value
    } catch (error) {
      await client.query('rollback').catch((fault: Error) => {
        broken = fault
      })
      throw error
    } finally {
      client.release(broken)
    }
  }
  const repeated = async <T>(begin: string, work: () => SqlWork<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run(begin, work)
      } catch (error) {
        if (attempt === attempts || !retried.has(codeOf(error) ?? '')) throw toPostgresFault(error)
      }
    }
  }
  return {
    dialect: 'postgres',
    write: (work) => repeated('begin', work),
    read: (work) => repeated('begin isolation level repeatable read read only', work),
    check: async () => [],
    close: () => pool.end(),
  }
}

const toBound = (values: readonly SqlValue[]): unknown[] =>
  values.map((value) =>
    value instanceof Uint8Array ? Buffer.from(value) : typeof value === 'bigint' ? String(value) : value,
  )

const unnested = new WeakMap<BulkTarget, Record<'insert' | 'upsert', string>>()

/** One statement for any number of rows: measured at twice the speed of rows of VALUES. */
const unnestText = (into: BulkTarget, mode: 'insert' | 'upsert'): string => {
  const known = unnested.get(into)
  if (known !== undefined) return known[mode]
  const names = into.columns.map(({ name }) => name).join(', ')
  const arrays = into.columns.map(({ type }, index) => `$${index + 1}::${arrayTypes[type]}`).join(', ')
  const insert = `insert into ${into.table} (${names}) select * from unnest(${arrays})`
  const made = { insert, upsert: `${insert} ${conflictClause(into)}` }
  unnested.set(into, made)
  return made[mode]
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const toPostgresFault = (error: unknown): unknown => {
  const code = codeOf(error)
  if (code === undefined || NostroError.isInstance(error)) return error
  if (/^(ECONN|ENOTFOUND|EHOST|ETIMEDOUT|08|57P)/.test(code)) {
    return new NostroError({
      code: 'bank_unavailable',
      message: `The database of the ledger cannot be reached (${code}).`,
      hint: 'Start PostgreSQL, or correct host and port of the ledger’s URL.',
      cause: error,
    })
  }
  if (code === '53300') {
    return new NostroError({
      code: 'bank_unavailable',
      message: 'The database of the ledger has too many clients.',
      hint: 'Close other programs, give a smaller poolSize, or raise max_connections of PostgreSQL.',
      retryable: true,
      cause: error,
    })
  }
  if (/^(28|3D|42501)/.test(code)) {
    return new NostroError({
      code: 'invalid_config',
      message: `The database refuses the ledger’s login, or it does not exist (${code}).`,
      hint: 'Look at user, password and database of the ledger’s URL, and at the right to create a schema.',
      cause: error,
    })
  }
  return error
}

/** What is bound and read. Nothing else: drivers differ on booleans, dates and `undefined`. */
export type SqlValue = string | number | bigint | Uint8Array | null

/** A row as the store gives it. */
export type SqlRow = Readonly<Record<string, SqlValue>>

/** The column types that both databases have. */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'blob'

/** A table's columns in the order in which rows are given, for writes of many rows at once. */
export interface BulkTarget {
  readonly table: string
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[]
  /** Columns of the key: a row that stands already is overwritten. */
  readonly key: readonly string[]
}

/** A statement that a store runs. */
export type Statement =
  /** Parameters are `?`. A trailing `for update` locks the rows on PostgreSQL; SQLite has one writer and leaves it out. */
  | { readonly kind: 'query'; readonly sql: string; readonly values: readonly SqlValue[] }
  | {
      readonly kind: 'bulk'
      readonly into: BulkTarget
      readonly rows: readonly (readonly SqlValue[])[]
      readonly mode: 'insert' | 'upsert'
    }

/**
 * Work on the database as a generator of statements: one text for all drivers. SQLite runs it without an `await` between the
 * first statement and the last, PostgreSQL waits for each answer. It is pure but for what it yields, so that it can be run again.
 */
export type SqlWork<T> = Generator<Statement, T, readonly SqlRow[]>

export interface WriteOptions {
  /** What was committed survives a power cut, not only the end of the process (SQLite waits for the disk once more). */
  readonly isDurable?: boolean | undefined
}

/** The driver port: what a store of the ledger is made of. A driver of your own (an encrypted SQLite, say) implements this. */
export interface SqlStore {
  readonly dialect: 'sqlite' | 'postgres'
  /** Runs work in one writing transaction. When it throws, nothing of it stays. */
  write<T>(work: () => SqlWork<T>, options?: WriteOptions): Promise<T>
  /** Runs work that only reads, on one snapshot. */
  read<T>(work: () => SqlWork<T>): Promise<T>
  /** Writes a copy of the whole database to a new file, where the driver can (SQLite). */
  backup?(file: string): Promise<void>
  /** The database's own check of its integrity; the problems found. */
  check(): Promise<readonly string[]>
  close(): Promise<void>
}

/**
 * One statement; the rows that it returns, typed by the caller who wrote the columns.
 *
 * @example
 * const rows = yield* query<{ id: number }>('SELECT id FROM account WHERE state = ?', 'open')
 */
export function* query<Row extends object = SqlRow>(
  sql: string,
  ...values: readonly SqlValue[]
): SqlWork<readonly Row[]> {
  return (yield { kind: 'query', sql, values }) as unknown as readonly Row[]
}

/**
 * The first row, if there is one.
 *
 * @example
 * const row = yield* queryOne<{ id: number }>('SELECT id FROM account WHERE id = ?', 1)
 */
export function* queryOne<Row extends object = SqlRow>(
  sql: string,
  ...values: readonly SqlValue[]
): SqlWork<Row | undefined> {
  const [row] = yield* query<Row>(sql, ...values)
  return row
}

/**
 * Writes many rows in few statements.
 *
 * @example
 * yield* writeMany(target, rows, 'insert')
 */
export function* writeMany(
  into: BulkTarget,
  rows: readonly (readonly SqlValue[])[],
  mode: 'insert' | 'upsert' = 'insert',
): SqlWork<void> {
  if (rows.length > 0) yield { kind: 'bulk', into, rows, mode }
}

const narrowed = new WeakMap<BulkTarget, Map<string, BulkTarget>>()

/** Leaves out the columns that no row fills: most entries have half of them, and each costs its share of a write. */
export const withoutEmptyColumns = (
  into: BulkTarget,
  rows: readonly (readonly SqlValue[])[],
): { readonly into: BulkTarget; readonly rows: readonly (readonly SqlValue[])[] } => {
  const kept = into.columns.flatMap((_, index) => (rows.some((row) => row[index] !== null) ? [index] : []))
  if (kept.length === into.columns.length) return { into, rows }
  const known = narrowed.get(into) ?? new Map<string, BulkTarget>()
  narrowed.set(into, known)
  const name = kept.join()
  const target = known.get(name) ?? { ...into, columns: into.columns.filter((_, index) => kept.includes(index)) }
  known.set(name, target)
  return { into: target, rows: rows.map((row) => kept.map((index) => row[index] ?? null)) }
}

/** The statement for one row of a bulk write, in the words that both databases know. */
export const conflictClause = ({ columns, key }: BulkTarget): string => {
  const rest = columns.filter(({ name }) => !key.includes(name)).map(({ name }) => `${name} = excluded.${name}`)
  return `on conflict (${key.join(', ')}) do update set ${rest.join(', ')}`
}

/** `?, ?, ?` for a list of values. */
export const placeholders = (count: number): string => Array.from({ length: count }, () => '?').join(', ')

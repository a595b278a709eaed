import type { SqlRow, SqlValue } from '../sql.ts'

/** The few members of better-sqlite3 and node:sqlite that the store uses, made alike. */
export interface SqliteDriver {
  readonly name: 'better-sqlite3' | 'node:sqlite'
  prepare(sql: string): SqliteStatement
  exec(sql: string): void
  close(): void
}

export interface SqliteStatement {
  all(values: readonly SqlValue[]): readonly SqlRow[]
  run(values: readonly SqlValue[]): void
}

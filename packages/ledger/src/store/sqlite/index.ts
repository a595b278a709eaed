export { createSqliteStore, type SqliteStoreOptions } from './create-sqlite-store.ts'
export type { SqliteDriverName } from './open-driver.ts'

/**
 * How far the index of texts has read each account's rows. The index itself (`tx_text`) is made when it is first filled, since not
 * every build of SQLite can; see `store/text-index.ts`.
 */
export const textIndexTables: readonly string[] = [
  'create table tx_text_mark (account integer primary key, seq integer not null) {strict}',
]

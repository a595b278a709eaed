/**
 * What the records of programs (sessions, connections, payment intents) need beside the table `record` of 0001: who works on one of
 * them, and which folders of files were taken over.
 */
export const recordTables: readonly string[] = [
  'create table record_lock (name text primary key, owner text not null, until {big} not null) {strict}',
  'create table record_origin (place text primary key, at {big} not null) {strict}',
]

import { query, type SqlStore, type SqlWork } from '@nostro/ledger'

/** In order; a migration that was released is never changed. */
const migrations: readonly { readonly name: string; readonly statements: readonly string[] }[] = [
  {
    name: '0001-server',
    statements: [
      `create table server_token (id text primary key, hash text not null unique, prefix text not null, name text not null,
        scopes text not null, created_at {big} not null, expires_at {big} not null, last_used_day text, revoked_at {big}) {strict}`,
      `create table server_login_link (hash text primary key, expires_at {big} not null, used_at {big}) {strict}`,
      `create table server_session (id text primary key, hash text not null unique, created_at {big} not null,
        last_seen_at {big} not null, expires_at {big} not null, ended_at {big}) {strict}`,
      `create table server_challenge (id text primary key, state text not null, kind text not null, connection text, payment text,
        client text, body {blob} not null, created_at {big} not null, expires_at {big} not null) {strict}`,
      `create table server_handle (hash text primary key, kind text not null, client text not null, connection text not null,
        expires_at {big}) {strict}`,
      `create table server_event (seq {big} primary key, id text not null, type text not null, at {big} not null,
        data text not null) {strict}`,
      `create table server_audit (seq {big} primary key, body text not null, prev_hash text not null, hash text not null) {strict}`,
      `create table server_idempotency (token text not null, route text not null, idempotency_key text not null, body_hash text not null,
        status integer, answer text, at {big} not null, keep integer not null, primary key (token, route, idempotency_key)) {strict}`,
      `create table server_payment (id text primary key, connection text not null, intent_key text not null unique, status text not null,
        body text not null, created_at {big} not null, updated_at {big} not null, created_by text not null,
        revision integer not null) {strict}`,
      `create table server_webhook (id text primary key, url text not null, types text not null, secrets {blob} not null,
        status text not null, reason text, created_at {big} not null, cursor {big} not null) {strict}`,
      `create table server_delivery (id text primary key, webhook text not null, event {big} not null, attempt integer not null,
        status text not null, http_status integer, at {big} not null, next_at {big}) {strict}`,
      'create index server_delivery_due on server_delivery (webhook, event)',
    ],
  },
  {
    name: '0002-sign-in',
    statements: [
      "alter table server_session add column method text not null default 'link'",
      'alter table server_session add column verified_at {big}',
      'alter table server_session add column browser text',
      `create table server_passkey (id text primary key, credential_id text not null unique, name text not null, public_key {blob} not null,
        counter {big} not null, transports text not null, created_at {big} not null, last_used_at {big}) {strict}`,
      `create table server_passkey_challenge (challenge text primary key, purpose text not null, session text,
        expires_at {big} not null) {strict}`,
      `create table server_identity (kind text not null, hash text not null, name text not null, created_at {big} not null,
        primary key (kind, hash)) {strict}`,
    ],
  },
  {
    name: '0003-webhook-work',
    statements: [
      // One process at a time delivers to a webhook; a failed try is made again at this moment, also by another process.
      'alter table server_webhook add column lease_until {big}',
      'alter table server_webhook add column next_at {big}',
      'alter table server_webhook add column tries integer not null default 0',
    ],
  },
  {
    name: '0004-syncs',
    statements: [
      `create table server_sync (id text primary key, status text not null, wish text not null, body text not null,
        owner text not null, alive_until {big} not null) {strict}`,
    ],
  },
  {
    name: '0005-users',
    statements: [
      `create table server_user (id text primary key, name text not null, role text not null, daily_ceiling text,
        created_at {big} not null, removed_at {big}) {strict}`,
      'create unique index server_user_name on server_user (name) where removed_at is null',
      // Null is the owner: all that there was before belongs to them.
      'alter table server_session add column user_id text',
      'alter table server_login_link add column user_id text',
      'alter table server_passkey add column user_id text',
      'alter table server_token add column user_id text',
      'alter table server_token add column daily_ceiling text',
      `create table server_payment_count (owner text not null, payment text not null, day text not null, amount text not null,
        primary key (owner, payment)) {strict}`,
    ],
  },
  {
    name: '0006-recovery-codes',
    statements: [
      'alter table server_user add column disabled_at {big}',
      'alter table server_user add column oidc_subject text',
      'create unique index server_user_subject on server_user (oidc_subject) where removed_at is null',
      // Without a user they are the owner's.
      `create table server_recovery_code (hash text primary key, id text not null unique, user_id text, created_at {big} not null,
        used_at {big}) {strict}`,
    ],
  },
  {
    name: '0007-oidc-attempts',
    statements: ['create table server_oidc_attempt (hash text primary key, expires_at {big} not null) {strict}'],
  },
]

const words = {
  sqlite: { big: 'integer', blob: 'blob', strict: 'strict' },
  postgres: { big: 'bigint', blob: 'bytea', strict: '' },
} as const

/** Brings the server's own tables, which stand beside the ledger's, to this version. Safe when several processes start at once. */
export const migrateServer = (store: SqlStore): Promise<void> =>
  store.write(function* (): SqlWork<void> {
    if (store.dialect === 'postgres')
      yield* query("select pg_advisory_xact_lock(hashtextextended('nostro:migrate-server', 0))")
    yield* query('create table if not exists server_migration (name text primary key)')
    const done = new Set((yield* query<{ name: string }>('select name from server_migration')).map(({ name }) => name))
    for (const { name, statements } of migrations) {
      if (done.has(name)) continue
      for (const sql of statements) {
        yield* query(
          sql.replace(/\{(big|blob|strict)\}/g, (_, word: 'big' | 'blob' | 'strict') => words[store.dialect][word]),
        )
      }
      yield* query('insert into server_migration (name) values (?)', name)
    }
  })

import type { Account, AccountRef, Balance, EpochMs } from '@nostro/core'
import { parseInstant } from '@nostro/core'
import { type KnownAccount, matchAccounts, matchKeyOf } from '../sync/match-accounts.ts'
import type { Source, SourceConsent } from '../sync/source.ts'
import { query, queryOne, type SqlWork } from './sql.ts'
import { createSyncState } from './sync-state.ts'

/** Gives the next number of a table's ids: one after the other, under one lock. */
function* nextId(table: 'account' | 'consent'): SqlWork<number> {
  yield* query("select value from meta where name = 'ids' for update")
  const row = yield* queryOne<{ id: number }>(`select coalesce(max(id), 0) + 1 as id from ${table}`)
  return row?.id ?? 1
}

/** Writes the connection where it is new, and the consent under which it is read now. */
export function* keepConnection(source: Source, consent: SourceConsent, at: EpochMs): SqlWork<number> {
  yield* query(
    `insert into connection (id, provider, environment, owner, session_id, status, created_at) values (?, ?, ?, ?, ?, 'connected', ?)
      on conflict (id) do update set session_id = excluded.session_id, owner = coalesce(excluded.owner, connection.owner)`,
    source.id,
    source.provider,
    source.environment,
    source.owner ?? null,
    consent.sessionId ?? null,
    at,
  )
  const known = yield* queryOne<{ id: number; valid_until: number | null }>(
    'select id, valid_until from consent where connection = ? and consent_key = ?',
    source.id,
    consent.key,
  )
  if (known === undefined) return yield* addConsent(source.id, consent, at)
  const validUntil = consent.validUntil ?? null
  if (known.valid_until !== validUntil) {
    yield* query('update consent set valid_until = ? where id = ?', validUntil, known.id)
  }
  return known.id
}

/** A connection that could not be opened: it is planned like every other. */
export function* keepUnread(source: Source, at: EpochMs): SqlWork<void> {
  yield* query(
    "insert into connection (id, provider, environment, owner, status, created_at) values (?, ?, ?, ?, 'connected', ?) on conflict (id) do nothing",
    source.id,
    source.provider,
    source.environment,
    source.owner ?? null,
    at,
  )
}

function* addConsent(connection: string, consent: SourceConsent, at: EpochMs): SqlWork<number> {
  yield* query(
    "update consent set ended_at = ?, end_reason = 'renewed' where connection = ? and ended_at is null",
    at,
    connection,
  )
  const id = yield* nextId('consent')
  yield* query(
    'insert into consent (id, connection, consent_key, session_id, valid_from, valid_until) values (?, ?, ?, ?, ?, ?)',
    id,
    connection,
    consent.key,
    consent.sessionId ?? null,
    at,
    consent.validUntil ?? null,
  )
  return id
}

/** What `account_ref` keeps of an account; ledgers of the first release have no key until the accounts are listed again. */
interface KeptRef extends AccountRef {
  readonly key?: string | undefined
}

/** The account's key under a consent: what its reads are counted by. */
export const keyOfRef = (account: number, ref: string | null): string =>
  (ref === null ? undefined : (JSON.parse(ref) as KeptRef).key) ?? String(account)

/** An account that can be read: what the bank wants to be asked with, and its currency. */
export interface ReadableAccount {
  readonly id: number
  /** The bank's key of the account, unique in the connection. */
  readonly key: string
  readonly ref: AccountRef
  readonly currency: string | null
  readonly name: string
}

export interface KeptAccounts {
  readonly created: readonly number[]
  /** Listed accounts that could not be distinguished from others. */
  readonly ambiguous: number
  /** New accounts that were not to be created. */
  readonly skipped: number
}

interface KeepOptions {
  readonly consent: number
  readonly at: EpochMs
  readonly createMissing: boolean
  /** Every account of the listing could be read: one that is not listed is not in the consent. */
  readonly isWhole: boolean
}

/** Finds the listed accounts again, writes what is new, and marks those that the consent does not list any more. */
export function* keepAccounts(source: Source, listed: readonly Account[], options: KeepOptions): SqlWork<KeptAccounts> {
  const known = yield* query<KnownAccount>(
    `select a.id, a.match_key as "matchKey", a.product, a.name,
      (select r.bank_id from account_ref r where r.account = a.id order by r.consent desc limit 1) as "bankId"
      from account a where a.connection = ? order by a.id`,
    source.id,
  )
  const matches = matchAccounts(known, listed, source.traits.accountIdsAreStable)
  const created: number[] = []
  const present: number[] = []
  for (const match of matches) {
    if (match.kind === 'ambiguous' || (match.kind === 'new' && !options.createMissing)) continue
    const id = match.kind === 'known' ? match.id : yield* createAccount(source, match.account, options.at)
    if (match.kind === 'new') created.push(id)
    present.push(id)
    yield* refreshAccount(id, match.account, options.consent)
  }
  for (const { id } of known) {
    if (options.isWhole && !present.includes(id))
      yield* query('update account set in_consent = 0 where id = ? and in_consent = 1', id)
  }
  return {
    created,
    ambiguous: matches.filter(({ kind }) => kind === 'ambiguous').length,
    skipped: options.createMissing ? 0 : matches.filter(({ kind }) => kind === 'new').length,
  }
}

function* createAccount(source: Source, account: Account, at: EpochMs): SqlWork<number> {
  const id = yield* nextId('account')
  const { key, kind } = matchKeyOf(account, source.traits.accountIdsAreStable)
  yield* query(
    `insert into account (id, connection, match_key, match_kind, currency, kind, status, in_consent, created_at)
      values (?, ?, ?, ?, ?, ?, ?, 1, ?)`,
    id,
    source.id,
    key,
    kind,
    account.currency ?? account.recognition.currency ?? null,
    account.kind,
    account.status,
    at,
  )
  yield* createSyncState(id)
  return id
}

/** Writes only what differs, so that an unchanged listing writes nothing. */
function* refreshAccount(id: number, account: Account, consent: number): SqlWork<void> {
  const facts = {
    iban: account.iban ?? null,
    bban: account.bban ?? null,
    masked_pan: account.maskedPan ?? null,
    kind: account.kind,
    product: account.product ?? null,
    name: account.name ?? null,
    owner_name: account.ownerName ?? null,
    status: account.status,
    in_consent: 1,
  }
  const columns = Object.keys(facts)
  const stored = yield* queryOne(`select ${columns.join(', ')} from account where id = ?`, id)
  const changed = Object.entries(facts).filter(([name, value]) => stored?.[name] !== value)
  if (changed.length > 0) {
    const sets = changed.map(([name]) => `${name} = ?`).join(', ')
    yield* query(`update account set ${sets} where id = ?`, ...changed.map(([, value]) => value), id)
  }
  const ref: KeptRef = {
    key: account.key,
    id: account.id,
    kind: account.kind,
    currency: account.currency,
    links: account.links,
  }
  const text = JSON.stringify(ref)
  const kept = yield* queryOne<{ ref: string }>(
    'select ref from account_ref where account = ? and consent = ?',
    id,
    consent,
  )
  if (kept?.ref === text) return
  yield* query(
    `insert into account_ref (account, consent, bank_id, ref) values (?, ?, ?, ?)
      on conflict (account, consent) do update set bank_id = excluded.bank_id, ref = excluded.ref`,
    id,
    consent,
    account.id,
    text,
  )
}

/** The accounts of a consent, the one whose data is oldest first. */
export function* readableAccounts(consent: number): SqlWork<readonly ReadableAccount[]> {
  const rows = yield* query<{ id: number; ref: string; currency: string | null; name: string | null; kind: string }>(
    `select a.id, r.ref, a.currency, coalesce(a.name, a.product) as name, a.kind from account a join account_ref r on r.account = a.id and r.consent = ?
      join account_sync s on s.account = a.id where a.in_consent = 1 order by coalesce(s.as_of, 0), a.id`,
    consent,
  )
  return rows.map(({ id, ref: text, currency, name, kind }) => {
    const { key: _, ...ref } = JSON.parse(text) as KeptRef
    return { id, key: keyOfRef(id, text), ref, currency, name: name ?? kind }
  })
}

/** Writes balances that differ from those known; the time of reading stands in `account_sync`. */
export function* keepBalances(account: number, balances: readonly Balance[], at: EpochMs): SqlWork<void> {
  const known = yield* query<{
    type: string
    day: string | null
    amount: string
    currency: string
    last_change: number | null
  }>('select type, day, amount, currency, last_change from balance where account = ?', account)
  for (const { balanceType, amount, referenceDate, lastChange } of balances) {
    const changedAt = (lastChange === undefined ? undefined : parseInstant(lastChange)) ?? null
    const day = referenceDate ?? null
    const isKnown = known.some(
      (row) =>
        row.type === balanceType &&
        row.day === day &&
        row.amount === amount.amount &&
        row.currency === amount.currency &&
        row.last_change === changedAt,
    )
    if (isKnown) continue
    yield* query(
      `insert into balance (account, type, day, amount, currency, last_change, read_at) values (?, ?, ?, ?, ?, ?, ?)
        on conflict (account, type, currency) do update set day = excluded.day, amount = excluded.amount,
        last_change = excluded.last_change, read_at = excluded.read_at`,
      account,
      balanceType,
      day,
      amount.amount,
      amount.currency,
      changedAt,
      at,
    )
  }
}

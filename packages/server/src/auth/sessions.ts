import type { Clock, Random } from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import { createId, randomText } from '../store/ids.ts'
import { hashSecret } from './api-tokens.ts'
import { type Caller, scopes } from './scopes.ts'

const idleMs = 30 * 60_000
const longestMs = 12 * 3_600_000
const linkMs = 10 * 60_000
/** How often a use is written down: the idle time is exact to this. */
const seenEveryMs = 60_000

export interface SessionView {
  readonly id: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
}

/** Signed-in browsers of the owner. Both secrets, link and cookie, are kept as hashes. */
export interface Sessions {
  /** A link's code that works once, for ten minutes. */
  createLink(): Promise<string>
  /** Exchanges a link's code for a new session's secret; nothing when it is unknown, used or over. */
  redeem(code: string): Promise<{ readonly secret: string; readonly view: SessionView } | undefined>
  find(secret: string): Promise<Caller | undefined>
  list(): Promise<readonly SessionView[]>
  end(id: string): Promise<boolean>
}

interface Row {
  readonly id: string
  readonly created_at: number | bigint
  readonly last_seen_at: number | bigint
  readonly expires_at: number | bigint
}

interface SessionParts {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
}

const living = 'ended_at is null and expires_at > ? and last_seen_at > ?'

export const createSessions = ({ store, clock, random }: SessionParts): Sessions => ({
  createLink: async () => {
    const code = randomText(random, 27)
    await store.write(() =>
      query('insert into server_login_link (hash, expires_at) values (?, ?)', hashSecret(code), clock.now() + linkMs),
    )
    return code
  },
  redeem: async (code) => {
    const now = clock.now()
    const secret = randomText(random, 43)
    const view = { id: createId('ses', { clock, random }), createdAt: now, lastSeenAt: now, expiresAt: now + longestMs }
    const isNew = await store.write(function* () {
      const used = yield* query(
        'update server_login_link set used_at = ? where hash = ? and used_at is null and expires_at > ? returning hash',
        now,
        hashSecret(code),
        now,
      )
      if (used.length === 0) return false
      yield* query(
        'insert into server_session (id, hash, created_at, last_seen_at, expires_at) values (?, ?, ?, ?, ?)',
        view.id,
        hashSecret(secret),
        now,
        now,
        view.expiresAt,
      )
      return true
    })
    return isNew ? { secret, view } : undefined
  },
  find: async (secret) => {
    if (!/^[0-9A-Za-z]{43}$/.test(secret)) return undefined
    const now = clock.now()
    const row = await store.read(() =>
      queryOne<Row>(
        `select id, created_at, last_seen_at, expires_at from server_session where hash = ? and ${living}`,
        hashSecret(secret),
        now,
        now - idleMs,
      ),
    )
    if (row === undefined) return undefined
    if (now - Number(row.last_seen_at) >= seenEveryMs)
      await store.write(() => query('update server_session set last_seen_at = ? where id = ?', now, row.id))
    return { kind: 'session', id: row.id, name: 'owner', scopes: new Set(scopes) }
  },
  list: async () => {
    const now = clock.now()
    const rows = await store.read(() =>
      query<Row>(
        `select id, created_at, last_seen_at, expires_at from server_session where ${living} order by id`,
        now,
        now - idleMs,
      ),
    )
    return rows.map((row) => ({
      id: row.id,
      createdAt: Number(row.created_at),
      lastSeenAt: Number(row.last_seen_at),
      expiresAt: Number(row.expires_at),
    }))
  },
  end: async (id) => {
    const rows = await store.write(() =>
      query('update server_session set ended_at = ? where id = ? and ended_at is null returning id', clock.now(), id),
    )
    return rows.length > 0
  },
})

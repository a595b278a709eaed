import type { Clock, Random } from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import { ApiError } from '../errors/api-error.ts'
import { createId, randomText } from '../store/ids.ts'
import { hashSecret } from './api-tokens.ts'
import { callerOf, type UserRow, userColumns, userIsActive, userLives } from './caller-user.ts'
import { type Caller, scopes } from './scopes.ts'
import { idleMs, linkMs, longestMs } from './session-limits.ts'

/** How often a use is written down: the idle time is exact to this. */
const seenEveryMs = 60_000

/** How somebody signed in. */
export type SignInMethod = 'link' | 'passkey' | 'oidc' | 'bankid' | 'recovery_code'

export interface SessionView {
  readonly id: string
  readonly method: SignInMethod
  /** What the browser calls itself, shortened. */
  readonly browser?: string | undefined
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
}

export interface NewSession {
  readonly method: SignInMethod
  readonly userAgent?: string | undefined
  /** The person of a team; the owner when absent. */
  readonly user?: string | undefined
}

export interface OpenedSession {
  /** The cookie's value: shown once, kept as a hash. */
  readonly secret: string
  readonly view: SessionView
}

/** Signed-in browsers of the owner. Both secrets, link and cookie, are kept as hashes. */
export interface Sessions {
  /** A link's code that works once, for ten minutes: for a person of a team, or the owner. */
  createLink(user?: string): Promise<string>
  /** Exchanges a link's code for a new session; nothing when it is unknown, used or over. */
  redeem(code: string, userAgent?: string): Promise<OpenedSession | undefined>
  /**
   * A session for somebody who proved by another way that it is them.
   * @throws ApiError 403 when that person was disabled
   */
  open(wanted: NewSession): Promise<OpenedSession>
  /** The person behind a session proved again that it is them: payments may leave for some minutes. */
  verified(id: string): Promise<void>
  find(secret: string): Promise<Caller | undefined>
  list(): Promise<readonly SessionView[]>
  end(id: string): Promise<boolean>
  /** Ends all but one; gives how many. */
  endOthers(id: string): Promise<number>
}

interface Row {
  readonly id: string
  readonly method: SignInMethod
  readonly browser: string | null
  readonly verified_at: number | bigint | null
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
const columns = 's.id, method, browser, verified_at, s.created_at, last_seen_at, expires_at'

export const createSessions = ({ store, clock, random }: SessionParts): Sessions => {
  const prepare = ({ method, userAgent, user }: NewSession) => {
    const now = clock.now()
    const secret = randomText(random, 43)
    const view: SessionView = {
      id: createId('ses', { clock, random }),
      method,
      browser: nameOfBrowser(userAgent),
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + longestMs,
    }
    const insert = (owner = user ?? null) =>
      query(
        `insert into server_session (id, hash, created_at, last_seen_at, expires_at, method, verified_at, browser, user_id)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        view.id,
        hashSecret(secret),
        now,
        now,
        view.expiresAt,
        method,
        now,
        view.browser ?? null,
        owner,
      )
    return { secret, view, insert }
  }
  return {
    createLink: async (user) => {
      const code = randomText(random, 27)
      await store.write(() =>
        query(
          'insert into server_login_link (hash, expires_at, user_id) values (?, ?, ?)',
          hashSecret(code),
          clock.now() + linkMs,
          user ?? null,
        ),
      )
      return code
    },
    redeem: async (code, userAgent) => {
      const { secret, view, insert } = prepare({ method: 'link', userAgent })
      const isNew = await store.write(function* () {
        const [used] = yield* query<{ user_id: string | null }>(
          `update server_login_link set used_at = ? where hash = ? and used_at is null and expires_at > ?
            and ${userIsActive('user_id')} returning user_id`,
          view.createdAt,
          hashSecret(code),
          view.createdAt,
        )
        if (used === undefined) return false
        yield* insert(used.user_id)
        return true
      })
      return isNew ? { secret, view } : undefined
    },
    open: async (wanted) => {
      const { secret, view, insert } = prepare(wanted)
      await store.write(function* () {
        const { user } = wanted
        const isActive =
          user === undefined || (yield* queryOne(`select id from server_user where id = ? and ${activeUser}`, user))
        if (isActive === undefined) throw disabled()
        yield* insert()
      })
      return { secret, view }
    },
    verified: async (id) => {
      await store.write(() => query('update server_session set verified_at = ? where id = ?', clock.now(), id))
    },
    find: async (secret) => {
      if (!/^[0-9A-Za-z]{43}$/.test(secret)) return undefined
      const now = clock.now()
      const row = await store.read(() =>
        queryOne<Row & UserRow>(
          `select ${columns}, ${userColumns} from server_session s left join server_user u on u.id = s.user_id
            where hash = ? and ${living} and ${userLives}`,
          hashSecret(secret),
          now,
          now - idleMs,
        ),
      )
      if (row === undefined) return undefined
      if (now - Number(row.last_seen_at) >= seenEveryMs)
        await store.write(() => query('update server_session set last_seen_at = ? where id = ?', now, row.id))
      const verifiedAt = row.verified_at === null ? undefined : Number(row.verified_at)
      return callerOf({ kind: 'session', id: row.id, name: row.user_name ?? 'owner', scopes, verifiedAt }, row)
    },
    list: async () => {
      const now = clock.now()
      const rows = await store.read(() =>
        query<Row>(`select ${columns} from server_session s where ${living} order by s.id`, now, now - idleMs),
      )
      return rows.map(toView)
    },
    end: async (id) => {
      const rows = await store.write(() =>
        query('update server_session set ended_at = ? where id = ? and ended_at is null returning id', clock.now(), id),
      )
      return rows.length > 0
    },
    endOthers: async (id) => {
      const rows = await store.write(() =>
        query(
          'update server_session set ended_at = ? where id <> ? and ended_at is null returning id',
          clock.now(),
          id,
        ),
      )
      return rows.length
    },
  }
}

const activeUser = 'removed_at is null and disabled_at is null'

const disabled = (): ApiError =>
  new ApiError({
    status: 403,
    code: 'insufficient_scope',
    detail: 'This person may not sign in any more.',
    hint: 'Ask an administrator of this server: nostro user enable',
  })

const toView = (row: Row): SessionView => ({
  id: row.id,
  method: row.method,
  browser: row.browser ?? undefined,
  createdAt: Number(row.created_at),
  lastSeenAt: Number(row.last_seen_at),
  expiresAt: Number(row.expires_at),
})

const browsers = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const

const systems = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
] as const

/** `Firefox, Linux`: enough for the owner to recognise it, and nothing that identifies more. */
const nameOfBrowser = (userAgent: string | undefined): string | undefined => {
  if (userAgent === undefined) return undefined
  const found = [browsers, systems].flatMap((names) => names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? [])
  return found.length === 0 ? undefined : found.join(', ')
}

import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type Clock, type EpochMs, type Money, type Random, toInstant } from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import { invalidRequest } from '../errors/api-error.ts'
import { createId, randomText, toBase62 } from '../store/ids.ts'
import { callerOf, type UserRow, userColumns, userLives } from './caller-user.ts'
import { readCeiling, writeCeiling } from './payment-ceiling.ts'
import { type Caller, isScope, type Scope } from './scopes.ts'

const day = 86_400_000

export interface TokenView {
  readonly id: string
  readonly name: string
  /** The first characters of the token, by which its owner recognises it. */
  readonly prefix: string
  readonly scopes: readonly Scope[]
  readonly createdAt: EpochMs
  readonly expiresAt: EpochMs
  readonly lastUsedDay?: string | undefined
  /** What may be sent with it in a day (UTC). */
  readonly dailyCeiling?: Money | undefined
}

export interface NewToken {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** 90 by default, 365 at most. */
  readonly days?: number | undefined
  /** What may be sent with it in a day (UTC); no ceiling when absent. */
  readonly dailyCeiling?: Money | undefined
  /** The person of a team whose role limits it; the owner's when absent. */
  readonly user?: string | undefined
}

/** Tokens of the API: shown once, kept as a hash. */
export interface ApiTokens {
  create(wanted: NewToken): Promise<{ readonly token: string; readonly view: TokenView }>
  list(): Promise<readonly TokenView[]>
  revoke(id: string): Promise<boolean>
  /** Whether a token still opens anything. */
  isLive(id: string): Promise<boolean>
  /** The caller behind a token; nothing for one that is unknown, revoked or over. */
  find(token: string): Promise<Caller | undefined>
}

interface TokenRow {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: string
  readonly created_at: number | bigint
  readonly expires_at: number | bigint
  readonly last_used_day: string | null
  readonly daily_ceiling: string | null
}

const shape = /^nst_[0-9A-Za-z]{49}$/

/** SHA-256 is enough for 256 random bits. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** `nst_`, 256 bits, and a check sum by which scanners of leaked secrets recognise it. */
const newToken = (random: Random): string => {
  const body = randomText(random, 43)
  return `nst_${body}${toBase62(checksum(body), 6)}`
}

const checksum = (text: string): number => {
  if (typeof crc32 === 'function') return crc32(text)
  return createHash('sha256').update(text).digest().readUInt32BE(0)
}

interface TokenParts {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
}

const columns = 't.id, t.name, prefix, scopes, t.created_at, expires_at, last_used_day, t.daily_ceiling'

export const createApiTokens = ({ store, clock, random }: TokenParts): ApiTokens => ({
  create: async ({ name, scopes, days = 90, dailyCeiling, user }) => {
    if (!Number.isInteger(days) || days < 1 || days > 365) {
      throw invalidRequest('A token lives 1 to 365 days.', 'Leave the number of days out for 90.')
    }
    const token = newToken(random)
    const createdAt = clock.now()
    const view: TokenView = {
      id: createId('tok', { clock, random }),
      name,
      prefix: token.slice(0, 8),
      scopes,
      createdAt,
      expiresAt: createdAt + days * day,
      dailyCeiling,
    }
    await store.write(() =>
      query(
        `insert into server_token (id, hash, prefix, name, scopes, created_at, expires_at, daily_ceiling, user_id)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        view.id,
        hashSecret(token),
        view.prefix,
        name,
        scopes.join(' '),
        createdAt,
        view.expiresAt,
        writeCeiling(dailyCeiling),
        user ?? null,
      ),
    )
    return { token, view }
  },
  list: async () => {
    const rows = await store.read(() =>
      query<TokenRow>(`select ${columns} from server_token t where revoked_at is null order by t.id`),
    )
    return rows.map(toView)
  },
  revoke: async (id) => {
    const rows = await store.write(() =>
      query('update server_token set revoked_at = ? where id = ? and revoked_at is null returning id', clock.now(), id),
    )
    return rows.length > 0
  },
  isLive: async (id) => {
    const row = await store.read(() =>
      queryOne('select id from server_token where id = ? and revoked_at is null and expires_at > ?', id, clock.now()),
    )
    return row !== undefined
  },
  find: async (token) => {
    if (!shape.test(token)) return undefined
    const row = await store.read(() =>
      queryOne<TokenRow & UserRow>(
        `select ${columns}, ${userColumns} from server_token t left join server_user u on u.id = t.user_id
          where hash = ? and revoked_at is null and expires_at > ? and ${userLives}`,
        hashSecret(token),
        clock.now(),
      ),
    )
    if (row === undefined) return undefined
    const today = toInstant(clock.now()).slice(0, 10)
    if (row.last_used_day !== today)
      await store.write(() => query('update server_token set last_used_day = ? where id = ?', today, row.id))
    const view = toView(row)
    const ceilings = view.dailyCeiling === undefined ? [] : [{ owner: view.id, limit: view.dailyCeiling }]
    return callerOf({ kind: 'token', id: view.id, name: view.name, scopes: view.scopes, ceilings }, row)
  },
})

const toView = (row: TokenRow): TokenView => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes.split(' ').filter(isScope),
  createdAt: Number(row.created_at),
  expiresAt: Number(row.expires_at),
  lastUsedDay: row.last_used_day ?? undefined,
  dailyCeiling: readCeiling(row.daily_ceiling),
})

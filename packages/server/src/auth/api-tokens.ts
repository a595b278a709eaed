import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type Clock, type EpochMs, type Random, toInstant } from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import { invalidRequest } from '../errors/api-error.ts'
import { createId, randomText, toBase62 } from '../store/ids.ts'
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
}

export interface NewToken {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** 90 by default, 365 at most. */
  readonly days?: number | undefined
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

const columns = 'id, name, prefix, scopes, created_at, expires_at, last_used_day'

export const createApiTokens = ({ store, clock, random }: TokenParts): ApiTokens => ({
  create: async ({ name, scopes, days = 90 }) => {
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
    }
    await store.write(() =>
      query(
        'insert into server_token (id, hash, prefix, name, scopes, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)',
        view.id,
        hashSecret(token),
        view.prefix,
        name,
        scopes.join(' '),
        createdAt,
        view.expiresAt,
      ),
    )
    return { token, view }
  },
  list: async () => {
    const rows = await store.read(() =>
      query<TokenRow>(`select ${columns} from server_token where revoked_at is null order by id`),
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
      queryOne<TokenRow>(
        `select ${columns} from server_token where hash = ? and revoked_at is null and expires_at > ?`,
        hashSecret(token),
        clock.now(),
      ),
    )
    if (row === undefined) return undefined
    const today = toInstant(clock.now()).slice(0, 10)
    if (row.last_used_day !== today)
      await store.write(() => query('update server_token set last_used_day = ? where id = ?', today, row.id))
    const view = toView(row)
    return { kind: 'token', id: view.id, name: view.name, scopes: new Set(view.scopes) }
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
})

import { type Clock, type Money, NostroError, type Random } from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import { ApiError, notFound } from '../errors/api-error.ts'
import { createId } from '../store/ids.ts'
import { readCeiling, writeCeiling } from './payment-ceiling.ts'
import { isRole } from './roles.ts'
import type { Role } from './scopes.ts'

/** A person of a team. */
export interface User {
  readonly id: string
  /** Unique among those who were not removed. */
  readonly name: string
  readonly role: Role
  /** What this person may send in a day (UTC), over all their tokens and browsers. */
  readonly dailyCeiling?: Money | undefined
  readonly createdAt: number
}

export interface UserChange {
  readonly role?: Role | undefined
  /** Null takes the ceiling away. */
  readonly dailyCeiling?: Money | null | undefined
}

/** The people of a team. None in a personal server: its owner is not one of them. */
export interface Users {
  create(wanted: Pick<User, 'name' | 'role' | 'dailyCeiling'>): Promise<User>
  list(): Promise<readonly User[]>
  get(id: string): Promise<User>
  change(id: string, change: UserChange): Promise<User>
  /** Their browsers, links, passkeys and tokens open nothing from this moment on. */
  remove(id: string): Promise<void>
}

interface Row {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly daily_ceiling: string | null
  readonly created_at: number | bigint
}

const columns = 'id, name, role, daily_ceiling, created_at'

export const createUsers = ({
  store,
  clock,
  random,
}: {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
}): Users => {
  const get = async (id: string): Promise<User> => {
    const row = await store.read(() =>
      queryOne<Row>(`select ${columns} from server_user where id = ? and removed_at is null`, id),
    )
    if (row === undefined) throw notFound('user', 'List them: GET /v1/users')
    return toUser(row)
  }
  return {
    get,
    create: async ({ name, role, dailyCeiling }) => {
      const user: User = { id: createId('usr', { clock, random }), name, role, dailyCeiling, createdAt: clock.now() }
      const made = await store.write(() =>
        query(
          `insert into server_user (id, name, role, daily_ceiling, created_at) values (?, ?, ?, ?, ?)
            on conflict do nothing returning id`,
          user.id,
          name,
          role,
          writeCeiling(dailyCeiling),
          user.createdAt,
        ),
      )
      if (made.length === 0) {
        throw new ApiError({
          status: 409,
          code: 'conflict',
          detail: 'There is a user of this name.',
          hint: 'Choose another name, or change that user: PATCH /v1/users/{id}',
        })
      }
      return user
    },
    list: async () => {
      const rows = await store.read(() =>
        query<Row>(`select ${columns} from server_user where removed_at is null order by id`),
      )
      return rows.map(toUser)
    },
    change: async (id, { role, dailyCeiling }) => {
      const before = await get(id)
      const next: User = {
        ...before,
        role: role ?? before.role,
        dailyCeiling: dailyCeiling === undefined ? before.dailyCeiling : (dailyCeiling ?? undefined),
      }
      await store.write(() =>
        query(
          'update server_user set role = ?, daily_ceiling = ? where id = ? and removed_at is null',
          next.role,
          writeCeiling(next.dailyCeiling),
          id,
        ),
      )
      return next
    },
    remove: async (id) => {
      const now = clock.now()
      await get(id)
      await store.write(function* () {
        yield* query('update server_user set removed_at = ? where id = ?', now, id)
        yield* query('update server_session set ended_at = ? where user_id = ? and ended_at is null', now, id)
        yield* query('update server_token set revoked_at = ? where user_id = ? and revoked_at is null', now, id)
        yield* query('update server_login_link set used_at = ? where user_id = ? and used_at is null', now, id)
        yield* query('delete from server_passkey where user_id = ?', id)
      })
    },
  }
}

const toUser = (row: Row): User => {
  if (!isRole(row.role))
    throw new NostroError({
      code: 'invalid_config',
      message: 'The database has a role that this version does not know.',
      hint: 'Run the version that wrote it, or a newer one.',
    })
  const dailyCeiling = readCeiling(row.daily_ceiling)
  return { id: row.id, name: row.name, role: row.role, dailyCeiling, createdAt: Number(row.created_at) }
}

import { type Clock, type Money, NostroError, type Random } from '@nostro/core'
import { query, queryOne, type SqlStore, type SqlWork } from '@nostro/ledger'
import { ApiError, notFound } from '../errors/api-error.ts'
import { createId } from '../store/ids.ts'
import { readCeiling, writeCeiling } from './payment-ceiling.ts'
import { removeRecoveryCodes } from './recovery-codes.ts'
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
  /** Who they are at the OpenID provider (`sub`), where one is configured. Unique like the name. */
  readonly oidcSubject?: string | undefined
  /** Absent while they may sign in. */
  readonly disabledAt?: number | undefined
  readonly createdAt: number
}

export interface UserChange {
  readonly role?: Role | undefined
  /** Null takes the ceiling away. */
  readonly dailyCeiling?: Money | null | undefined
  /** Null takes it away. */
  readonly oidcSubject?: string | null | undefined
  /** True: their browsers and tokens open nothing from this moment on; false takes that back, for tokens and passkeys. */
  readonly disabled?: boolean | undefined
}

/** The people of a team. None in a personal server: its owner is not one of them. */
export interface Users {
  create(wanted: Pick<User, 'name' | 'role' | 'dailyCeiling' | 'oidcSubject'>): Promise<User>
  list(): Promise<readonly User[]>
  get(id: string): Promise<User>
  /** The person of this subject at the OpenID provider. */
  ofSubject(subject: string): Promise<User | undefined>
  change(id: string, change: UserChange): Promise<User>
  /** Their browsers, links, passkeys and tokens open nothing from this moment on. */
  remove(id: string): Promise<void>
  /**
   * For a person who is locked out, or lost a device: their browsers, links, passkeys and recovery codes open nothing any more.
   * Their API tokens stay. Of the owner without a user.
   */
  resetSignIn(id?: string): Promise<void>
}

interface Row {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly daily_ceiling: string | null
  readonly oidc_subject: string | null
  readonly disabled_at: number | bigint | null
  readonly created_at: number | bigint
}

const columns = 'id, name, role, daily_ceiling, oidc_subject, disabled_at, created_at'

export const createUsers = ({
  store,
  clock,
  random,
}: {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
}): Users => {
  const find = async (where: string, value: string): Promise<User | undefined> => {
    const row = await store.read(() =>
      queryOne<Row>(`select ${columns} from server_user where ${where} = ? and removed_at is null`, value),
    )
    return row === undefined ? undefined : toUser(row)
  }
  const get = async (id: string): Promise<User> => {
    const user = await find('id', id)
    if (user === undefined) throw notFound('user', 'List them: GET /v1/users')
    return user
  }
  return {
    get,
    ofSubject: (subject) => find('oidc_subject', subject),
    create: async ({ name, role, dailyCeiling, oidcSubject }) => {
      const [id, createdAt] = [createId('usr', { clock, random }), clock.now()]
      const made = await store.write(() =>
        query(
          `insert into server_user (id, name, role, daily_ceiling, oidc_subject, created_at) values (?, ?, ?, ?, ?, ?)
            on conflict do nothing returning id`,
          id,
          name,
          role,
          writeCeiling(dailyCeiling),
          oidcSubject ?? null,
          createdAt,
        ),
      )
      if (made.length === 0) throw isTaken()
      return { id, name, role, dailyCeiling, oidcSubject, createdAt }
    },
    list: async () => {
      const rows = await store.read(() =>
        query<Row>(`select ${columns} from server_user where removed_at is null order by id`),
      )
      return rows.map(toUser)
    },
    change: async (id, change) => {
      const before = await get(id)
      const next = changed(before, change, clock.now())
      await store.write(function* () {
        const [taken] = yield* query(
          'select id from server_user where oidc_subject = ? and id <> ? and removed_at is null',
          next.oidcSubject ?? null,
          id,
        )
        if (taken !== undefined) throw isTaken()
        yield* query(
          `update server_user set role = ?, daily_ceiling = ?, oidc_subject = ?, disabled_at = ?
            where id = ? and removed_at is null`,
          next.role,
          writeCeiling(next.dailyCeiling),
          next.oidcSubject ?? null,
          next.disabledAt ?? null,
          id,
        )
        if (next.disabledAt !== undefined) yield* endBrowsers(id, clock.now())
      })
      return next
    },
    remove: async (id) => {
      const now = clock.now()
      await get(id)
      await store.write(function* () {
        yield* query('update server_user set removed_at = ? where id = ?', now, id)
        yield* query('update server_token set revoked_at = ? where user_id = ? and revoked_at is null', now, id)
        yield* endSignIn(id, now)
      })
    },
    resetSignIn: async (id) => {
      if (id !== undefined) await get(id)
      await store.write(() => endSignIn(id, clock.now()))
    },
  }
}

const changed = (before: User, { role, dailyCeiling, oidcSubject, disabled }: UserChange, now: number): User => ({
  ...before,
  role: role ?? before.role,
  dailyCeiling: dailyCeiling === undefined ? before.dailyCeiling : (dailyCeiling ?? undefined),
  oidcSubject: oidcSubject === undefined ? before.oidcSubject : (oidcSubject ?? undefined),
  disabledAt: disabled === undefined ? before.disabledAt : disabled ? (before.disabledAt ?? now) : undefined,
})

const ofUser = "coalesce(user_id, '') = ?"

/** Of one person, of the owner without an id. */
function* endBrowsers(id: string | undefined, now: number): SqlWork<void> {
  yield* query(`update server_session set ended_at = ? where ${ofUser} and ended_at is null`, now, id ?? '')
  yield* query(`update server_login_link set used_at = ? where ${ofUser} and used_at is null`, now, id ?? '')
}

function* endSignIn(id: string | undefined, now: number): SqlWork<void> {
  yield* endBrowsers(id, now)
  yield* query(`delete from server_passkey where ${ofUser}`, id ?? '')
  yield* removeRecoveryCodes(id)
}

const isTaken = (): ApiError =>
  new ApiError({
    status: 409,
    code: 'conflict',
    detail: 'There is a user of this name, or of this subject at the OpenID provider.',
    hint: 'Choose another one, or change that user: PATCH /v1/users/{id}',
  })

const toUser = (row: Row): User => {
  if (!isRole(row.role))
    throw new NostroError({
      code: 'invalid_config',
      message: 'The database has a role that this version does not know.',
      hint: 'Run the version that wrote it, or a newer one.',
    })
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    dailyCeiling: readCeiling(row.daily_ceiling),
    oidcSubject: row.oidc_subject ?? undefined,
    disabledAt: row.disabled_at === null ? undefined : Number(row.disabled_at),
    createdAt: Number(row.created_at),
  }
}

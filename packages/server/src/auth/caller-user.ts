import { readCeiling } from './payment-ceiling.ts'
import { isRole, limitToRole } from './roles.ts'
import type { Caller, Ceiling, Scope } from './scopes.ts'

/** Columns of the person behind a credential, for `left join server_user u`. A removed person gives no role. */
export const userColumns = 'user_id, u.name as user_name, u.role as user_role, u.daily_ceiling as user_ceiling'

/** The owner's, or of a person who was neither removed nor disabled. */
export const userLives = '(user_id is null or (u.id is not null and u.removed_at is null and u.disabled_at is null))'

/** The same where the person is not joined: `column` holds their id. */
export const userIsActive = (column: string): string =>
  `(${column} is null or exists (select 1 from server_user
    where server_user.id = ${column} and removed_at is null and disabled_at is null))`

export interface UserRow {
  readonly user_id: string | null
  readonly user_name: string | null
  readonly user_role: string | null
  readonly user_ceiling: string | null
}

/** What a credential opens for the person who has it. */
export const callerOf = (
  credential: Omit<Caller, 'scopes' | 'user' | 'ceilings'> & {
    readonly scopes: readonly Scope[]
    readonly ceilings?: readonly Ceiling[] | undefined
  },
  row: UserRow,
): Caller => {
  const { scopes, ceilings: own = [], ...caller } = credential
  const { user_id: id, user_name: name, user_role: role, user_ceiling: text } = row
  if (id === null) return { ...caller, scopes: limitToRole(scopes, undefined), ceilings: own }
  // A role that this version does not know opens nothing.
  if (role === null || name === null || !isRole(role)) return { ...caller, scopes: new Set(), ceilings: own }
  const limit = readCeiling(text)
  const ceilings = limit === undefined ? own : [...own, { owner: id, limit }]
  return { ...caller, scopes: limitToRole(scopes, role), user: { id, name, role }, ceilings }
}

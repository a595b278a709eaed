import { type Role, roles, type Scope, scopes } from './scopes.ts'

const viewer: readonly Scope[] = ['read']

/**
 * The scopes of each role: the only place that says what a role may do. Who prepares payments and matches invoices does not send
 * them, and who sends them does not decide on invoices.
 */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  viewer,
  bookkeeper: [...viewer, 'sync', 'annotate', 'invoices', 'export', 'pay:prepare'],
  payer: [...viewer, 'sync', 'pay:prepare', 'pay:submit'],
  admin: scopes,
}

/**
 * Whether a text names a role.
 *
 * @example
 * isRole('admin') // true
 */
export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)

/** What is left of a credential's scopes for a person of this role. Without a role (the owner) all of them. */
export const limitToRole = (wanted: readonly Scope[], role: Role | undefined): ReadonlySet<Scope> =>
  new Set(role === undefined ? wanted : wanted.filter((scope) => scopesOfRole[role].includes(scope)))

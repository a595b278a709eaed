import type { Money } from '@nostro/core'

/** What people of a team are. A person has one role; the owner of a personal server has none, and all scopes. */
export const roles = ['viewer', 'bookkeeper', 'payer', 'admin'] as const

/** One of the roles. */
export type Role = (typeof roles)[number]

/** What a token may do. `admin` does not include the others. */
export const scopes = [
  'read',
  'sync',
  'connect',
  'annotate',
  'invoices',
  'pay:prepare',
  'pay:submit',
  'webhooks',
  'export',
  'raw:read',
  'metrics',
  'admin',
] as const

/** What a token may do. */
export type Scope = (typeof scopes)[number]

/**
 * Is this the name of a scope?
 *
 * @example
 * isScope('read') // true
 */
export const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text)

/** What may be sent in a day, and by whom: a token or a user. */
export interface Ceiling {
  readonly owner: string
  readonly limit: Money
}

/** Who calls. `none` has no scope; a signed-in owner has all of them, a person of a team those of their role. */
export interface Caller {
  readonly kind: 'token' | 'session' | 'none'
  /** Id of the token or session; never the secret. */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
  /** When the person behind a session proved last that it is them. */
  readonly verifiedAt?: number | undefined
  /** The person of a team; absent for the owner. */
  readonly user?: { readonly id: string; readonly name: string; readonly role: Role } | undefined
  /** All of them hold. */
  readonly ceilings: readonly Ceiling[]
}

export const nobody: Caller = { kind: 'none', id: 'none', name: 'nobody', scopes: new Set(), ceilings: [] }

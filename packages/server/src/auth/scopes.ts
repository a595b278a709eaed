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

/** Who calls. `none` has no scope; a signed-in person has all of them. */
export interface Caller {
  readonly kind: 'token' | 'session' | 'none'
  /** Id of the token or session; never the secret. */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
  /** When the person behind a session proved last that it is them. */
  readonly verifiedAt?: number | undefined
}

export const nobody: Caller = { kind: 'none', id: 'none', name: 'nobody', scopes: new Set() }

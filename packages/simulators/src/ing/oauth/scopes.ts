/** Scopes of an application token. */
export const APPLICATION_SCOPES = ['payment-accounts:orders:create', 'granting', 'greetings:view'] as const

/** Scopes that a customer consents to. */
export const CUSTOMER_SCOPES = [
  'payment-accounts:balances:view',
  'payment-accounts:transactions:view',
  'payment-accounts:funds-availability:confirm',
] as const

/** Scopes of a premium application, which holds no PSD2 certificate. */
export const PREMIUM_SCOPES = [
  'payment-requests:view',
  'payment-requests:create',
  'payment-requests:close',
  'payment-requests:register',
  'greetings:view',
] as const

export type CustomerScope = (typeof CUSTOMER_SCOPES)[number]
export type Scope = (typeof APPLICATION_SCOPES)[number] | CustomerScope | (typeof PREMIUM_SCOPES)[number]

export const isCustomerScope = (scope: Scope): scope is CustomerScope =>
  (CUSTOMER_SCOPES as readonly string[]).includes(scope)

/** Scopes separated by blanks; `+` and `%20` have become blanks by then. */
export const splitScopes = (text: string): readonly string[] => text.split(' ').filter((scope) => scope !== '')

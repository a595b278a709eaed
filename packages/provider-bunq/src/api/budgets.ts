import type { RateBudget, RateLimit, SendOptions } from '@nostro/core'
import { type Endpoint, endpoints } from './endpoints.ts'

/** Windows are counted a little longer here: a call that was quick on its way must not overtake the bank's window. */
const slackMs = 250

const classic = [
  { method: 'GET', limit: 3 },
  { method: 'POST', limit: 5 },
  { method: 'PUT', limit: 2 },
  // Not documented; known clients assume it.
  { method: 'DELETE', limit: 5 },
] as const

const classicSeconds = 3

const sessionRoutes: ReadonlySet<string> = new Set(
  Object.values<Endpoint>(endpoints)
    .filter(({ budget }) => budget === 'session')
    .map(({ method, path }) => `${method} ${path}`),
)

/** A session more often than this is refused. The sandbox answered with one a second, the documents say thirty. */
const sessionSeconds = { sandbox: 1, production: 30 } as const

export const rateLimitsOf = (environment: 'sandbox' | 'production'): readonly RateLimit[] => [
  ...classic.map(({ method, limit }) => ({
    name: `${method} per endpoint`,
    limit,
    windowSeconds: classicSeconds,
  })),
  { name: 'new sessions', limit: 1, windowSeconds: sessionSeconds[environment] },
]

/** Whose calls: the installation, and none before there is one. */
const budgetKeyOf = ({ authorize }: SendOptions): string =>
  authorize !== undefined && 'budgetKey' in authorize ? String(authorize.budgetKey) : ''

/** The same route, whatever its places are called: a call of one's own counts with the others. */
const toPattern = (route: string): string => route.replace(/\{\w+\}/g, '{}')

/** Buckets per installation and route template: listing payments of five accounts is one endpoint to bunq. */
export const budgetsOf = (environment: 'sandbox' | 'production'): readonly RateBudget[] => [
  ...classic.map(
    ({ method, limit }): RateBudget => ({
      name: `${method} per endpoint`,
      limit,
      windowMs: classicSeconds * 1000 + slackMs,
      kind: 'window',
      bucket: (request, options) =>
        request.method === method && !sessionRoutes.has(options.route)
          ? `${budgetKeyOf(options)} ${toPattern(options.route)}`
          : undefined,
    }),
  ),
  {
    name: 'new sessions',
    limit: 1,
    windowMs: sessionSeconds[environment] * 1000 + slackMs,
    kind: 'window',
    bucket: (_request, options) => (sessionRoutes.has(options.route) ? budgetKeyOf(options) : undefined),
  },
]

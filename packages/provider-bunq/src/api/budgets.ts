import type { RateBudget, RateLimit, SendOptions } from '@nostro/core'
import { endpoints } from './endpoints.ts'

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

const sessionRoute = `POST ${endpoints.createSession.path}`

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

/** Buckets per installation and route template: listing payments of five accounts is one endpoint to bunq. */
export const budgetsOf = (environment: 'sandbox' | 'production'): readonly RateBudget[] => [
  ...classic.map(
    ({ method, limit }): RateBudget => ({
      name: `${method} per endpoint`,
      limit,
      windowMs: classicSeconds * 1000 + slackMs,
      kind: 'window',
      bucket: (request, options) =>
        request.method === method && options.route !== sessionRoute
          ? `${budgetKeyOf(options)} ${options.route}`
          : undefined,
    }),
  ),
  {
    name: 'new sessions',
    limit: 1,
    windowMs: sessionSeconds[environment] * 1000 + slackMs,
    kind: 'window',
    bucket: (_request, options) => (options.route === sessionRoute ? budgetKeyOf(options) : undefined),
  },
]

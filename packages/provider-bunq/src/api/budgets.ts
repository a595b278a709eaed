import { budgetsFromManifest, type RateBudget, type RateLimit } from '@nostro/core'
import { type Endpoint, endpoints } from './endpoints.ts'

const classic = [
  { method: 'GET', limit: 3 },
  { method: 'POST', limit: 5 },
  { method: 'PUT', limit: 2 },
  // Not documented; known clients assume it.
  { method: 'DELETE', limit: 5 },
] as const

const classicSeconds = 3

const sessionRoutes: readonly string[] = Object.values<Endpoint>(endpoints)
  .filter(({ budget }) => budget === 'session')
  .map(({ method, path }) => `${method} ${path}`)

/** A session more often than this is refused. The sandbox answered with one a second, the documents say thirty. */
const sessionSeconds = { sandbox: 1, production: 30 } as const

/** Counted per installation and route template: listing payments of five accounts is one endpoint to bunq. */
export const rateLimitsOf = (environment: 'sandbox' | 'production'): readonly RateLimit[] => [
  ...classic.map(
    ({ method, limit }): RateLimit => ({
      name: `${method} per endpoint`,
      limit,
      windowSeconds: classicSeconds,
      methods: [method],
      exceptRoutes: sessionRoutes,
      per: 'customer-route',
    }),
  ),
  {
    name: 'new sessions',
    limit: 1,
    windowSeconds: sessionSeconds[environment],
    routes: sessionRoutes,
    per: 'customer',
  },
]

/** The transport's budgets, made of the manifest's rows. */
export const budgetsOf = (environment: 'sandbox' | 'production'): readonly RateBudget[] =>
  budgetsFromManifest(rateLimitsOf(environment))

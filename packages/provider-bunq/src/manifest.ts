import type { ProviderManifest, RateLimit } from '@nostro/core'
import { type Endpoint, endpoints } from './api/endpoints.ts'
import type { BunqEnvironment } from './auth/api-key.ts'

const classic = [
  { method: 'GET', limit: 3 },
  { method: 'POST', limit: 5 },
  { method: 'PUT', limit: 2 },
  // Not documented; known clients assume it.
  { method: 'DELETE', limit: 5 },
] as const

const sessionRoutes: readonly string[] = Object.values<Endpoint>(endpoints)
  .filter(({ budget }) => budget === 'session')
  .map(({ method, path }) => `${method} ${path}`)

/** A session more often than this is refused. The sandbox answered with one a second, the documents say thirty. */
const sessionSeconds = { sandbox: 1, production: 30 } as const

/** Counted per installation and route template: listing payments of five accounts is one endpoint to bunq. */
const rateLimitsOf = (environment: BunqEnvironment): readonly RateLimit[] => [
  ...classic.map(
    ({ method, limit }): RateLimit => ({
      name: `${method} per endpoint`,
      limit,
      windowSeconds: 3,
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

/** What bunq is and can. */
export const createManifest = (environment: BunqEnvironment, hasOauth: boolean): ProviderManifest => ({
  id: 'bunq',
  name: 'bunq',
  countries: ['NL', 'DE', 'FR', 'ES', 'IE'],
  environments: ['sandbox', 'production'],
  environment,
  capabilities: ['accounts', 'balances', 'transactions', 'payments', 'funds', 'events'],
  authentication: hasOauth ? ['api-key', 'oauth2-redirect'] : ['api-key'],
  signatureSchemes: ['body-signature'],
  paymentKinds: ['single', 'scheduled', 'periodic', 'bulk', 'draft', 'request'],
  rateLimits: rateLimitsOf(environment),
  // No header for the customer's address exists.
  psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' },
  // One's own key reads as often as the rate limits let it.
  unattendedReads: null,
  lists: { pending: false },
  paging: 'stable',
  historyDays: null,
  ids: {
    account: { scope: 'global', stableFromPendingToBooked: null, stableAcrossConsents: true },
    // A listed payment is booked; card authorisations are other objects.
    transaction: { scope: 'global', stableFromPendingToBooked: null, stableAcrossConsents: true },
    payment: { scope: 'global', stableFromPendingToBooked: null, stableAcrossConsents: true },
  },
})

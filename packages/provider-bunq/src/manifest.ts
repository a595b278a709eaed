import type { ProviderManifest } from '@nostro/core'
import { rateLimitsOf } from './api/budgets.ts'
import type { BunqEnvironment } from './auth/api-key.ts'

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

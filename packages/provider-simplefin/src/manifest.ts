import type { ProviderManifest } from '@nostro/core'

/** What a SimpleFIN server is and can. */
export const createManifest = (requestsPerDay: number): ProviderManifest => ({
  id: 'simplefin',
  name: 'SimpleFIN',
  countries: ['US', 'CA'],
  environments: ['production'],
  environment: 'production',
  capabilities: ['accounts', 'balances', 'transactions'],
  authentication: ['api-key'],
  signatureSchemes: ['none'],
  paymentKinds: [],
  rateLimits: [
    {
      name: 'requests a day',
      limit: requestsPerDay,
      windowSeconds: 86_400,
      routes: ['GET /accounts'],
      per: 'customer',
      whenFull: 'refuse',
    },
  ],
  psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' },
  unattendedReads: null,
  lists: { pending: true },
  paging: 'stable',
  historyDays: null,
  ids: {
    account: { scope: 'global', stableFromPendingToBooked: null, stableAcrossConsents: true },
    transaction: { scope: 'account', stableFromPendingToBooked: false, stableAcrossConsents: true },
    payment: { scope: 'none', stableFromPendingToBooked: null, stableAcrossConsents: false },
  },
})

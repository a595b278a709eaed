import type { ProviderManifest } from '@nostro/core'

const none = { scope: 'none', stableFromPendingToBooked: null, stableAcrossConsents: false } as const

/** What BankID is and can. */
export const createManifest = (environment: 'test' | 'production'): ProviderManifest => ({
  id: 'bankid',
  name: 'BankID',
  countries: ['SE'],
  environments: ['test', 'production'],
  environment,
  capabilities: ['identify', 'esign'],
  authentication: ['mutual-tls', 'decoupled-app', 'animated-qr'],
  signatureSchemes: ['none'],
  paymentKinds: [],
  rateLimits: [],
  psuHeaders: { consent: 'required', accounts: 'required', payments: 'required' },
  unattendedReads: null,
  lists: { pending: false },
  paging: 'stable',
  historyDays: null,
  ids: { account: none, transaction: none, payment: none },
})

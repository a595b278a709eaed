import type { ProviderManifest } from '@nostro/core'

/** What Enable Banking is and can. Each bank behind it has less: `institutions` says what. */
export const createManifest = (environment: 'sandbox' | 'production'): ProviderManifest => ({
  id: 'enable-banking',
  name: 'Enable Banking',
  // Countries of the control panel in 2026; `institutions` is what counts.
  countries: [
    ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE'],
    ...['IS', 'IT', 'LI', 'LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
  ],
  environments: ['sandbox', 'production'],
  environment,
  capabilities: ['accounts', 'balances', 'transactions', 'payments'],
  authentication: ['redirect', 'signed-jwt'],
  signatureSchemes: ['none'],
  paymentKinds: ['single', 'instant', 'scheduled', 'bulk'],
  // The service's own rate goes by contract and is not published.
  rateLimits: [],
  psuHeaders: { consent: 'forbidden', accounts: 'optional', payments: 'forbidden' },
  unattendedReads: 4,
  lists: { pending: true },
  paging: 'shifting',
  historyDays: 90,
  ids: {
    account: { scope: 'global', stableFromPendingToBooked: null, stableAcrossConsents: true },
    transaction: { scope: 'account', stableFromPendingToBooked: false, stableAcrossConsents: true },
    entryReference: { scope: 'account', stableFromPendingToBooked: false, stableAcrossConsents: true },
    payment: { scope: 'global', stableFromPendingToBooked: null, stableAcrossConsents: true },
  },
})

import type { ProviderManifest } from '@nostro/core'
import { unattendedHistoryDays } from './accounts/period.ts'
import { countries } from './countries.ts'
import { paymentKinds } from './payments/from-payment.ts'

/** What ING is and can. No limit of its rate is documented, so none is promised here. */
export const createManifest = (environment: 'sandbox' | 'production'): ProviderManifest => ({
  id: 'ing',
  name: 'ING',
  countries: Object.keys(countries).filter((code) => code !== 'WB'),
  environments: ['sandbox', 'production'],
  environment,
  capabilities: ['accounts', 'balances', 'transactions', 'payments', 'funds'],
  authentication: ['mutual-tls', 'oauth2-client-credentials', 'oauth2-redirect'],
  signatureSchemes: ['http-signature', 'detached-jws'],
  paymentKinds,
  rateLimits: [],
  // Account information has no header for it; starting a payment demands it.
  psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'required' },
  unattendedReads: 4,
  lists: { pending: true },
  paging: 'stable',
  historyDays: unattendedHistoryDays,
  ids: {
    // Nothing is documented about ids over consents: accounts are recognised by IBAN and currency.
    account: { scope: 'global', stableFromPendingToBooked: null, stableAcrossConsents: false },
    transaction: { scope: 'account', stableFromPendingToBooked: false, stableAcrossConsents: false },
    payment: { scope: 'global', stableFromPendingToBooked: null, stableAcrossConsents: true },
  },
})

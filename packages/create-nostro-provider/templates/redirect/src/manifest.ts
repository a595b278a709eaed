import type { ProviderManifest } from '@nostro/core'

export const bank = { provider: 'my-bank', name: 'My Bank' } as const
const lasting = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const

// your bank: what it is and can, from its documentation.
export const manifest: ProviderManifest = {
  id: 'my-bank',
  name: 'My Bank',
  countries: ['NL'],
  environments: ['production'],
  environment: 'production',
  capabilities: ['accounts', 'balances', 'transactions'],
  authentication: ['oauth2-redirect'],
  signatureSchemes: ['none'],
  paymentKinds: [],
  rateLimits: [{ name: 'calls', limit: 60, windowSeconds: 60 }],
  psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' },
  unattendedReads: null,
  lists: { pending: true },
  paging: 'stable',
  historyDays: null,
  ids: { account: { ...lasting, scope: 'global' }, transaction: lasting, payment: { ...lasting, scope: 'none' } },
}

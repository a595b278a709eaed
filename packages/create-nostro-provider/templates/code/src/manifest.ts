import type { ProviderManifest } from '@nostro/core'
import { authentication } from './auth.ts'
import { bank } from './bank.ts'

const lasting = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const

// your bank: what it is and can, from its documentation.
export const manifest: ProviderManifest = {
  id: bank.provider,
  name: bank.name,
  countries: ['NL'],
  environments: ['production'],
  environment: 'production',
  capabilities: ['accounts', 'balances', 'transactions'],
  authentication,
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

import type { AccountsProvider } from '../src/contracts/accounts.ts'
import type { ProviderManifest } from '../src/contracts/manifest.ts'
import type { Provider } from '../src/contracts/provider.ts'
import type { Account } from '../src/domain/account.ts'
import { accountIdentity } from '../src/domain/account-identity.ts'
import type { Session } from '../src/domain/session.ts'

const noIds = { scope: 'none', stableFromPendingToBooked: null, stableAcrossConsents: false } as const

/** A provider in memory with the accounts contract given, and nothing else. */
export const fakeProvider = (
  id: string,
  accounts?: AccountsProvider,
  manifest: Partial<ProviderManifest> = {},
): Provider => ({
  specVersion: 1,
  manifest: {
    id,
    name: id,
    countries: [],
    environments: [],
    environment: 'test',
    capabilities: [],
    authentication: [],
    signatureSchemes: [],
    paymentKinds: [],
    rateLimits: [],
    psuHeaders: { consent: 'optional', accounts: 'optional', payments: 'optional' },
    unattendedReads: null,
    lists: { pending: true },
    paging: 'stable',
    historyDays: null,
    ids: { account: noIds, transaction: noIds, payment: noIds },
    ...manifest,
  },
  auth: { start: () => Promise.reject(new Error('unused')), advance: () => Promise.reject(new Error('unused')) },
  ...(accounts === undefined ? {} : { accounts }),
  close: async () => undefined,
})

export const fakeSession = (provider: string): Session => ({
  specVersion: 1,
  id: provider,
  provider,
  purpose: 'accounts',
  revision: 1,
  createdAt: 0,
  secrets: null,
})

export const fakeAccount = (provider: string, id: string): Account => ({
  id,
  ...accountIdentity({ id, currency: 'EUR' }),
  kind: 'current',
  currency: 'EUR',
  provider,
  status: 'enabled',
  raw: null,
})

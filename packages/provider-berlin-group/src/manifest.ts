import type { ProviderManifest } from '@nostro/core'
import type { BankProfile } from './banks/bank-profile.ts'

const signed = { signatureSchemes: ['http-signature'] } as const
const transactions = ['transactions'] as const
const none = [] as const
const unsigned = { signatureSchemes: ['none'] } as const

/** Whether a consent of the bank gives more than a list of accounts. */
const readsEntries = ({ consentKinds }: BankProfile): boolean =>
  consentKinds.some((kind) => kind === 'global' || kind === 'bankOffered' || kind === 'dedicated')

/** What a bank is and can, read from its row. */
export const createManifest = (profile: BankProfile): ProviderManifest => ({
  id: 'berlin-group',
  name: profile.name,
  countries: [profile.country],
  environments: ['production', 'sandbox'],
  environment: 'production',
  capabilities: [
    'accounts',
    'balances',
    ...(profile.transactionLists === 'json' && readsEntries(profile) ? transactions : none),
    ...(profile.paymentKinds.length > 0 ? (['payments'] as const) : []),
    ...(profile.funds === undefined ? [] : (['funds'] as const)),
  ],
  authentication:
    profile.oauth === undefined
      ? ['redirect', 'decoupled-app', 'embedded', 'mutual-tls']
      : ['oauth2-redirect', 'mutual-tls'],
  ...(profile.signature === undefined ? unsigned : signed),
  paymentKinds: profile.paymentKinds,
  rateLimits: [],
  psuHeaders: { consent: 'required', accounts: 'optional', payments: 'required' },
  unattendedReads: profile.frequencyPerDay,
  lists: { pending: profile.bookingStatus === 'both' },
  paging: 'shifting',
  historyDays: profile.historyDays,
  ids: {
    account: { scope: 'session', stableFromPendingToBooked: null, stableAcrossConsents: false },
    transaction: { scope: 'account', stableFromPendingToBooked: false, stableAcrossConsents: false },
    payment: { scope: 'global', stableFromPendingToBooked: null, stableAcrossConsents: true },
  },
})

import type { CallContext, ProviderManifest } from '@nostro/core'
import { checkContext as check } from '@nostro/provider-kit'

export const paper = { provider: 'paper', name: 'Paper Bank' } as const
export const paperZone = 'Europe/Amsterdam'

export const checkContext = (ctx: CallContext | undefined): void => check(ctx, paper)

/** Without characters that steer a terminal. */
export const toSafeText = (text: string): string => text.replace(/\p{Cc}/gu, '')

const lasting = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const

export const paperManifest: ProviderManifest = {
  id: 'paper',
  name: 'Paper Bank',
  countries: ['NL'],
  environments: ['local'],
  environment: 'local',
  capabilities: ['accounts', 'balances', 'transactions', 'payments', 'identify', 'events'],
  authentication: ['oauth2-redirect', 'decoupled-app'],
  signatureSchemes: ['body-signature'],
  paymentKinds: ['single', 'scheduled', 'bulk'],
  rateLimits: [{ name: 'reads', limit: 20, windowSeconds: 20, methods: ['GET'] }],
  psuHeaders: { consent: 'optional', accounts: 'optional', payments: 'optional' },
  unattendedReads: null,
  lists: { pending: true },
  paging: 'stable',
  historyDays: null,
  ids: { account: { ...lasting, scope: 'global' }, transaction: lasting, payment: { ...lasting, scope: 'global' } },
}

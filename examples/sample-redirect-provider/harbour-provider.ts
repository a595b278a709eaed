import {
  type AccountsProvider,
  checkOptions,
  type FileOptions,
  type PaymentsProvider,
  type Provider,
  type ProviderFactory,
  type ProviderManifest,
  type ProviderServices,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createHarbourAccounts } from './harbour-accounts.ts'
import { createHarbourAuth } from './harbour-auth.ts'
import { createHarbourClient } from './harbour-client.ts'
import { bank, type HarbourOptions, optionsSchema } from './harbour-options.ts'
import { createHarbourPayments } from './harbour-payments.ts'

const lasting = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const

const manifest: ProviderManifest = {
  id: bank.provider,
  name: bank.name,
  countries: ['NL'],
  environments: ['local'],
  environment: 'local',
  capabilities: ['accounts', 'balances', 'transactions', 'payments'],
  authentication: ['oauth2-redirect'],
  signatureSchemes: ['none'],
  paymentKinds: ['single'],
  rateLimits: [],
  psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' },
  unattendedReads: null,
  lists: { pending: true },
  paging: 'stable',
  historyDays: null,
  ids: { account: { ...lasting, scope: 'global' }, transaction: lasting, payment: { ...lasting, scope: 'global' } },
}

export interface HarbourProvider extends Provider {
  readonly accounts: AccountsProvider
  readonly payments: PaymentsProvider
}

/** Composition and nothing else. Synchronous, and makes no call until it is asked for something. */
export const createHarbourProvider = (
  given: HarbourOptions,
  services: ProviderServices = createNodeServices(),
): HarbourProvider => {
  const options = checkOptions(optionsSchema, given, {
    provider: bank.provider,
    name: bank.name,
    taker: 'createHarbourProvider',
  })
  const transport = services.createTransport({ provider: bank.provider, origins: [options.apiUrl], ca: options.ca })
  const client = createHarbourClient(transport, options)
  return {
    specVersion: 1,
    manifest,
    auth: createHarbourAuth(client, options, services),
    accounts: createHarbourAccounts(client, transport),
    payments: createHarbourPayments(client, options, services),
    close: () => transport.close(),
  }
}

/** For `createNostro`, and for a configuration that names this module. */
export const createProvider =
  (options: HarbourOptions): ProviderFactory =>
  (services) =>
    createHarbourProvider(options, services)

/** Options that a configuration gives as the path of a file. */
export const fileOptions: FileOptions = { ca: 'text' }
export { optionsSchema }

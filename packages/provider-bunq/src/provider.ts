import type {
  AccountsProvider,
  Provider,
  ProviderFactory,
  ProviderServices,
  RequestSigner,
  Session,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createAccountsProvider } from './accounts/accounts-provider.ts'
import { budgetsOf } from './api/budgets.ts'
import { createCaller } from './api/caller.ts'
import { bankRequestIdHeader } from './api/errors.ts'
import { type BunqAuth, createBunqAuth } from './auth/bunq-auth.ts'
import { contextOf } from './auth/context.ts'
import { createKeyring } from './auth/keyring.ts'
import { createManifest } from './manifest.ts'
import { createOauthFlow } from './oauth/oauth-flow.ts'
import { type BunqOptions, readOptions } from './options.ts'

/** bunq behind the common contracts, and what bunq has beyond them. */
export interface BunqProvider extends Provider {
  readonly auth: BunqAuth
  readonly accounts: AccountsProvider
  /** The signer of a session's installation; none without a session, since the key is the session's. */
  signers(session?: Session): Readonly<Record<string, RequestSigner>>
}

/**
 * bunq as a provider: makes no call until it is asked for something.
 * @throws NostroError `invalid_config`, naming the option and the mend
 */
export const createBunqProvider = (
  options: BunqOptions,
  services: ProviderServices = createNodeServices(),
): BunqProvider => {
  const settings = readOptions(options)
  const { origin, environment, keyPair, apiKey, permittedIps, oauth } = settings
  const { clock, random } = services
  const keyring = createKeyring(typeof keyPair === 'object' ? keyPair : undefined)
  const transport = services.createTransport({
    provider: 'bunq',
    origins: [...new Set([origin, ...(oauth === undefined ? [] : [new URL(oauth.tokenUrl).origin])])],
    bankRequestIdHeader,
    budgets: budgetsOf(environment),
    maxQueueMs: settings.maxQueueMs,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    ...(settings.timeoutMs === undefined ? {} : { timeoutMs: settings.timeoutMs }),
  })
  const caller = createCaller({
    transport,
    origin,
    clock,
    random,
    keyring,
    signAll: settings.signAll,
    maxQueueMs: settings.maxQueueMs,
    headers: {
      'User-Agent': settings.userAgent,
      'X-Bunq-Language': settings.language,
      'X-Bunq-Region': settings.region,
      'X-Bunq-Geolocation': '0 0 0 0 000',
    },
  })
  return {
    specVersion: 1,
    manifest: createManifest(environment, oauth !== undefined),
    auth: createBunqAuth({
      caller,
      origin,
      random,
      environment,
      now: () => clock.now(),
      credentialKind: settings.credential,
      device: { description: settings.deviceDescription, ...(permittedIps === undefined ? {} : { permittedIps }) },
      ...(keyPair === undefined ? {} : { key: keyPair }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(oauth === undefined ? {} : { oauth: createOauthFlow({ settings: oauth, transport, random }) }),
    }),
    accounts: createAccountsProvider(caller, () => transport.bankNow()),
    signers: (session) => (session === undefined ? {} : { 'body-signature': keyring.of(contextOf(session)).signer }),
    close: async () => transport.close(),
  }
}

/** For `createNostro({ providers: [bunqProvider(options)] })`. */
export const bunqProvider =
  (options: BunqOptions): ProviderFactory =>
  (services) =>
    createBunqProvider(options, services)

import {
  budgetsFromManifest,
  type Provider,
  type ProviderFactory,
  type ProviderServices,
  type RequestSigner,
  type Session,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node/provider'
import { createRedirectFlow, gateCalls } from '@nostro/provider-kit'
import { createAccountsProvider } from './accounts/accounts-provider.ts'
import { createCaller } from './api/caller.ts'
import { bankRequestIdHeader } from './api/errors.ts'
import { createRawRequest, type RawRequest } from './api/raw-request.ts'
import { type BunqAttachments, createAttachments } from './attachments/attachments.ts'
import { type BunqAuth, createBunqAuth } from './auth/bunq-auth.ts'
import { createKeyAddresses, type KeyAddresses } from './auth/key-addresses.ts'
import { bunq } from './bank.ts'
import { callInputs } from './call-inputs.ts'
import { type BunqCards, createCards } from './cards/cards.ts'
import { type BunqQuotes, createQuotes } from './currencies/quotes.ts'
import { diagnoseBunq } from './diagnose.ts'
import { type BunqEventLog, createEventLog } from './events/event-log.ts'
import { createFundsProvider } from './funds/funds-provider.ts'
import { createManifest } from './manifest.ts'
import { type BunqOauthClients, createOauthClients } from './oauth/oauth-clients.ts'
import { createOauthFlow } from './oauth/oauth-flow.ts'
import { type BunqOptions, readOptions } from './options.ts'
import { type BunqPaymentsProvider, createPaymentsProvider } from './payments/payments-provider.ts'
import { type BunqPsd2, createPsd2 } from './psd2/psd2.ts'
import { type BunqRequests, createRequests } from './requests/requests.ts'
import { type BunqSandbox, createSandbox } from './sandbox/sandbox.ts'
import { contextOf } from './session/context.ts'
import { createKeyring } from './session/keyring.ts'
import { type BunqStatements, createStatements } from './statements/statements.ts'
import { type BunqEventsProvider, createEventsProvider } from './webhooks/events-provider.ts'

/** bunq behind the common contracts, and what bunq has beyond them. */
export interface BunqProvider extends Provider {
  readonly auth: BunqAuth
  readonly accounts: NonNullable<Provider['accounts']>
  readonly payments: BunqPaymentsProvider
  readonly funds: NonNullable<Provider['funds']>
  readonly events: BunqEventsProvider
  readonly requests: BunqRequests
  readonly cards: BunqCards
  readonly statements: BunqStatements
  readonly attachments: BunqAttachments
  readonly eventLog: BunqEventLog
  readonly quotes: BunqQuotes
  readonly oauthClients: BunqOauthClients
  readonly psd2: BunqPsd2
  readonly keyAddresses: KeyAddresses
  /** Absent in production. */
  readonly sandbox?: BunqSandbox | undefined
  /** Everything else that bunq's API has. */
  readonly request: RawRequest
  /** The signer of a session's installation; none without a session, since the key is the session's. */
  signers(session?: Session): Readonly<Record<string, RequestSigner>>
  diagnose: NonNullable<Provider['diagnose']>
  [Symbol.asyncDispose](): Promise<void>
}

/** The transport's own, when `timeoutMs` is not set. */
const usualTimeoutMs = 30_000

/**
 * bunq as a provider: makes no call until it is asked for something.
 * @throws NostroError `invalid_config` naming the option  and the fix
 *
 * @example
 * const bunq = createBunqProvider({ environment: 'sandbox', apiKey })
 */
export const createBunqProvider = (
  options: BunqOptions,
  services: ProviderServices = createNodeServices(),
): BunqProvider => {
  const settings = readOptions(options)
  const { origin, environment, keyPair, oauth } = settings
  const { clock, random } = services
  const manifest = createManifest(environment, oauth !== undefined)
  const tokenOrigin = oauth === undefined ? [] : [new URL(oauth.tokenUrl).origin]
  const transport = services.createTransport({
    provider: 'bunq',
    origins: [...new Set([origin, ...tokenOrigin])],
    budgets: budgetsFromManifest(manifest.rateLimits),
    maxQueueMs: settings.maxQueueMs,
    bankRequestIdHeader,
    ca: settings.ca,
    timeoutMs: settings.timeoutMs,
  })
  const keyring = createKeyring(typeof keyPair === 'object' ? keyPair : undefined)
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
  const { permittedIps } = settings
  const flow = createRedirectFlow({ bank: bunq, clock, random })
  const parts = {
    caller,
    random,
    origin,
    device: { description: settings.deviceDescription, permittedIps },
    key: keyPair,
    now: () => clock.now(),
  }
  const payments = createPaymentsProvider({
    caller,
    clock,
    logger: services.logger,
    intents: services.intents,
    instance: services.instance ?? 'bunq',
    settleMs: settings.lookupSettleMs,
    flightMs: settings.maxQueueMs + (settings.timeoutMs ?? usualTimeoutMs),
  })

  return gateCalls<BunqProvider>(
    bunq,
    {
      specVersion: 1,
      manifest,
      auth: createBunqAuth({
        ...parts,
        environment,
        credentialKind: settings.credential,
        apiKey: settings.apiKey,
        oauth: oauth && createOauthFlow({ bank: bunq, settings: oauth, transport, flow }),
      }),
      accounts: createAccountsProvider(caller, () => caller.bankNow()),
      payments,
      funds: createFundsProvider(caller),
      events: createEventsProvider(caller, settings.webhookSources),
      requests: createRequests(caller),
      cards: createCards(caller),
      statements: createStatements(caller, clock),
      attachments: createAttachments(caller),
      eventLog: createEventLog(caller),
      quotes: createQuotes(caller),
      oauthClients: createOauthClients(caller),
      psd2: createPsd2(parts),
      keyAddresses: createKeyAddresses(caller),
      sandbox: environment === 'sandbox' ? createSandbox(caller, payments) : undefined,
      request: createRawRequest(caller),
      signers: (session?: Session) =>
        session === undefined ? {} : { 'body-signature': keyring.of(contextOf(session)).signer },
      diagnose: (ctx) => diagnoseBunq({ transport, origin, clock }, ctx),
      close: () => transport.close(),
      [Symbol.asyncDispose]: () => transport.close(),
    },
    callInputs,
  )
}

/**
 * For `createNostro({ banks: { bunq: bunqProvider(options) } })`.
 *
 * @example
 * await using nostro = createNostro({ banks: { bunq: bunqProvider({ environment: 'sandbox', apiKey }) } })
 */
export const bunqProvider =
  (options: BunqOptions): ProviderFactory<BunqProvider> =>
  (services) =>
    createBunqProvider(options, services)

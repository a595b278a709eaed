import type { CallContext, Diagnosis, Provider, ProviderFactory, ProviderServices, Session } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node/provider'
import { type Bank, createRedirectFlow, gateCalls } from '@nostro/provider-kit'
import { createAccountsProvider } from './accounts/accounts-provider.ts'
import { createClient } from './api/client.ts'
import { requestIdHeader } from './api/errors.ts'
import { createAuthProvider } from './auth/auth-provider.ts'
import type { BerlinGroupAuth } from './auth/start-request.ts'
import { type BerlinGroupFunds, createFundsProvider } from './funds/funds-provider.ts'
import { createManifest } from './manifest.ts'
import { type BerlinGroupOptions, type BerlinGroupSettings, readOptions } from './options.ts'
import { createPaymentsProvider } from './payments/payments-provider.ts'
import { createMessageSigner } from './signing/message-signer.ts'

/** A NextGenPSD2 bank behind the common contracts. */
export interface BerlinGroupProvider extends Provider {
  readonly auth: BerlinGroupAuth
  readonly accounts: NonNullable<Provider['accounts']>
  /** Where the bank's row has `funds`. */
  readonly funds?: BerlinGroupFunds | undefined
  diagnose: NonNullable<Provider['diagnose']>
  [Symbol.asyncDispose](): Promise<void>
}

/** The origin of the row's authorisation server, where it is not that of the API. */
const tokenOriginOf = ({ profile }: BerlinGroupSettings): string | undefined => {
  const { tokenUrl } = profile.oauth ?? {}
  const found = tokenUrl === undefined ? undefined : new URL(tokenUrl).origin
  return found === new URL(profile.baseUrl).origin ? undefined : found
}

/** What can be said without a call: what the row is worth. */
const diagnose = ({ profile }: BerlinGroupSettings): readonly Diagnosis[] => [
  {
    subject: 'bank',
    status: profile.tried === 'untried' ? 'warning' : 'ok',
    message: `The row of ${profile.name} is of ${profile.checked} (${profile.source}); tried: ${profile.tried}.`,
    ...(profile.tried === 'untried' && { hint: 'Try it at the bank’s sandbox first, and report what differs.' }),
  },
]

/**
 * A bank that speaks the Berlin Group's NextGenPSD2: a row of data makes the engine that bank. Makes no call until it is
 * asked for something.
 * @throws NostroError `invalid_config` naming the option
 *
 * @example
 * const provider = createBerlinGroupProvider({ bank: 'commerzbank', tls: { certificate, key }, clientId, redirectUris })
 */
export const createBerlinGroupProvider = (
  options: BerlinGroupOptions,
  services: ProviderServices = createNodeServices(),
): BerlinGroupProvider => {
  const settings = readOptions(options)
  const { profile, origin, basePath, seal, headers, tls, ca, timeoutMs } = settings
  const bank: Bank = { provider: 'berlin-group', name: profile.name }
  const { clock, random, intents, logger } = services
  const tokenOrigin = tokenOriginOf(settings)
  const transport = services.createTransport({
    provider: bank.provider,
    origins: tokenOrigin === undefined ? [origin] : [origin, tokenOrigin],
    identity: tls,
    ca,
    timeoutMs,
    bankRequestIdHeader: requestIdHeader,
  })
  const client = createClient({ transport, bank, profile, origin, basePath, tokenOrigin, random, headers, seal })
  const flow = createRedirectFlow({ bank, clock, random })
  const parts = { bank, client, settings, flow, clock, random }
  const instance = services.instance ?? bank.provider
  return gateCalls<BerlinGroupProvider>(
    bank,
    {
      specVersion: 1,
      manifest: createManifest(profile),
      auth: createAuthProvider(parts),
      accounts: createAccountsProvider({ bank, client, profile }),
      payments:
        profile.paymentKinds.length === 0 ? undefined : createPaymentsProvider({ ...parts, intents, logger, instance }),
      funds: profile.funds === undefined ? undefined : createFundsProvider({ bank, client }),
      signers: (_session?: Session) =>
        seal === undefined || profile.signature === undefined
          ? {}
          : { 'http-signature': createMessageSigner(seal, profile.signature) },
      diagnose: async (_ctx?: CallContext) => diagnose(settings),
      close: () => transport.close(),
      [Symbol.asyncDispose]: () => transport.close(),
    },
    {},
  )
}

/**
 * For `createNostro({ banks: { commerzbank: berlinGroupProvider(options) } })`.
 *
 * @example
 * await using nostro = createNostro({ banks: { n26: berlinGroupProvider(options) } })
 */
export const berlinGroupProvider =
  (options: BerlinGroupOptions): ProviderFactory<BerlinGroupProvider> =>
  (services) =>
    createBerlinGroupProvider(options, services)

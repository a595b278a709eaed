import type {
  CallContext,
  InstitutionQuery,
  ListedInstitution,
  Provider,
  ProviderFactory,
  ProviderServices,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node/provider'
import { createRedirectFlow, gateCalls } from '@nostro/provider-kit'
import { createAccountsProvider } from './accounts/accounts-provider.ts'
import { createApplicationToken } from './api/application-token.ts'
import { enableBanking } from './api/bank.ts'
import { createClient } from './api/client.ts'
import { requestIdHeader } from './api/errors.ts'
import { createAuthProvider } from './auth/auth-provider.ts'
import { callInputs } from './call-inputs.ts'
import { diagnoseEnableBanking } from './diagnose.ts'
import { createInstitutions } from './institutions/institutions.ts'
import { createManifest } from './manifest.ts'
import { type EnableBankingOptions, readOptions } from './options.ts'
import { createPaymentsProvider } from './payments/payments-provider.ts'

/** Enable Banking behind the common contracts: one provider for all banks that it reaches. */
export interface EnableBankingProvider extends Provider {
  readonly accounts: NonNullable<Provider['accounts']>
  readonly payments: NonNullable<Provider['payments']>
  institutions(query: InstitutionQuery, ctx?: CallContext): Promise<readonly ListedInstitution[]>
  diagnose: NonNullable<Provider['diagnose']>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Enable Banking as a provider: makes no call until it is asked for something.
 * @throws NostroError `invalid_config` naming the option
 *
 * @example
 * const provider = createEnableBankingProvider({ applicationId, privateKey: readFileSync(path, 'utf8'), redirectUris })
 * const banks = await provider.institutions({ country: 'FI', search: 'nordea' })
 */
export const createEnableBankingProvider = (
  options: EnableBankingOptions,
  services: ProviderServices = createNodeServices(),
): EnableBankingProvider => {
  const settings = readOptions(options)
  const { clock, random, intents, logger } = services
  const { origin, ca, timeoutMs, applicationId, key } = settings
  const transport = services.createTransport({
    provider: enableBanking.provider,
    origins: [origin],
    ca,
    timeoutMs,
    bankRequestIdHeader: requestIdHeader,
  })
  const authorize = createApplicationToken({ applicationId, key, now: () => transport.bankNow() })
  const client = createClient({ transport, origin, authorize })
  const institutions = createInstitutions({ client, logger, now: () => clock.now() })
  const flow = createRedirectFlow({ bank: enableBanking, clock, random })
  const instance = services.instance ?? enableBanking.provider
  return gateCalls<EnableBankingProvider>(
    enableBanking,
    {
      specVersion: 1,
      manifest: createManifest(settings.environment),
      auth: createAuthProvider({ client, settings, institutions, flow, clock, random }),
      accounts: createAccountsProvider({ client, clock, settings }),
      payments: createPaymentsProvider({
        client,
        settings,
        institutions,
        flow,
        clock,
        random,
        intents,
        logger,
        instance,
      }),
      institutions: (query, ctx) => institutions.list(query, ctx),
      diagnose: (ctx) => diagnoseEnableBanking({ client, settings, clock }, ctx),
      close: () => transport.close(),
      [Symbol.asyncDispose]: () => transport.close(),
    },
    callInputs,
  )
}

/**
 * For `createNostro({ banks: { 'enable-banking': enableBankingProvider(options) } })`.
 *
 * @example
 * await using nostro = createNostro({ banks: { mine: enableBankingProvider(options) } })
 */
export const enableBankingProvider =
  (options: EnableBankingOptions): ProviderFactory<EnableBankingProvider> =>
  (services) =>
    createEnableBankingProvider(options, services)

import {
  type CallContext,
  type FundsProvider,
  NostroError,
  type Provider,
  type ProviderFactory,
  type ProviderServices,
  type Session,
} from '@nostro/core'
import { createNodeServices, followIdentity } from '@nostro/core/node/provider'
import { gateCalls } from '@nostro/provider-kit'
import { createAccountsProvider, type IngAccountsProvider } from './accounts/accounts-provider.ts'
import { createCaller, toTransportSettings } from './api/caller.ts'
import { createIngClient } from './api/client.ts'
import { ing } from './api/errors.ts'
import { type ApplicationTokens, createApplicationTokens } from './auth/application-token.ts'
import { authorizeApplication } from './auth/authorizers.ts'
import { createIngAuth, type IngAuth } from './auth/ing-auth.ts'
import { callInputs } from './call-inputs.ts'
import { diagnoseIng } from './diagnose.ts'
import { createFundsProvider } from './funds/funds-provider.ts'
import { loadIdentity, loadTls, readPair, toCertificateLine, toSerialKeyId } from './identity.ts'
import { createManifest } from './manifest.ts'
import { type IngOptions, readOptions } from './options.ts'
import { createPaymentRequests, type PaymentRequests } from './payment-requests/payment-requests.ts'
import { createPaymentsProvider, type IngPaymentsProvider } from './payments/payments-provider.ts'
import { createRegistration, type IngApplication, type Registration } from './registration/registration.ts'
import { type NextIdentity, rotateCertificates } from './registration/rotate-certificates.ts'
import { createShowcase, type Showcase } from './showcase/showcase.ts'
import { createAnswerVerifiers } from './signing/answer-verifier.ts'
import { createSigners, type IngSigners } from './signing/signers.ts'

/** ING behind the common contracts, and what ING has beyond them. */
export interface IngProvider extends Provider {
  readonly auth: IngAuth
  readonly accounts: IngAccountsProvider
  readonly payments: IngPaymentsProvider
  readonly funds: FundsProvider
  readonly registration: Registration
  readonly showcase: Showcase
  readonly paymentRequests: PaymentRequests
  /**
   * Registers a new pair of certificates beside the one in use, proves it with calls, then removes the old pair.
   * Go on with a provider made from the new pair; when this fails, the old one goes on to work.
   */
  rotateCertificates(next: Pick<IngOptions, 'tls' | 'signing'>, ctx?: CallContext): Promise<IngApplication>
  signers(session?: Session): IngSigners & Readonly<Record<string, IngSigners['http-signature']>>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * ING as a provider: makes no call until it is asked for something.
 * @throws NostroError `invalid_config` or `certificate_rejected`, naming the option and what to set
 *
 * @example
 * const ing = createIngProvider({ environment: 'sandbox', tls, signing, redirectUris: ['https://tpp.example/cb'] })
 */
export const createIngProvider = (
  options: IngOptions,
  services: ProviderServices = createNodeServices(),
): IngProvider => {
  const settings = readOptions(options)
  const { clock, random, logger, intents, instance = 'ing' } = services
  const identity = loadIdentity(settings, clock.now())
  const warn = (message: string): void => logger.warn({ provider: 'ing' }, message)
  for (const warning of identity.warnings) warn(warning)
  const tls = followIdentity(
    settings.tls,
    (found) => loadTls(found, settings.environment, clock.now()).certificate,
    (error) =>
      warn(`New TLS certificate is not used: ${NostroError.isInstance(error) ? error.message : 'it is unreadable'}`),
  )

  const transport = services.createTransport(toTransportSettings(settings, tls))
  const bankNow = (): number => transport.bankNow()
  const signers = createSigners({
    key: identity.signingKey,
    certificateSha256: identity.signing.sha256,
    tokenKeyId: () => (settings.application === 'psd2' ? toSerialKeyId(identity.signing) : tokens.knownClientId()),
    clientId: async () => tokens.clientId(),
  })
  const caller = createCaller({
    transport,
    origin: settings.apiUrl,
    bankOrigin: settings.bankUrl,
    random,
    signers,
    certificateLine: toCertificateLine(identity.signing.pem),
    sendReqId: settings.sendReqId,
    verifiers:
      settings.responseCertificate === undefined
        ? undefined
        : createAnswerVerifiers({
            trusted: settings.responseCertificate,
            own: () => [tls.checked().pem, identity.signing.pem],
            now: bankNow,
          }),
  })
  const client = createIngClient({
    caller,
    paymentSignature: settings.paymentSignature,
    fundsPath: settings.fundsPath,
    authorize: {
      httpSignature: () => authorizeApplication(tokens.httpSignature),
      mtls: () => authorizeApplication(tokens.mtls),
    },
  })
  const tokens: ApplicationTokens = createApplicationTokens({
    oauth: client.oauth,
    clock,
    marginMs: settings.tokenMarginSeconds * 1000,
    application: settings.application,
    clientId: settings.clientId,
  })
  const pair = {
    get tls() {
      return tls.checked().pem
    },
    signing: identity.signing.pem,
  }
  const registration = createRegistration({ client: client.registration, tokens, own: pair })

  return gateCalls<IngProvider>(
    ing,
    {
      specVersion: 1,
      manifest: createManifest(settings.environment),
      auth: createIngAuth({ ...settings, oauth: client.oauth, tokens, clock, random }),
      accounts: createAccountsProvider({
        client: client.accounts,
        clock,
        resolve: (href) => caller.resolve(href),
        bankNow,
      }),
      payments: createPaymentsProvider({
        ...settings,
        client: client.payments,
        clock,
        random,
        logger,
        intents,
        instance,
        bankNow,
      }),
      funds: createFundsProvider(client.funds),
      registration,
      showcase: createShowcase(client.showcase, tokens),
      paymentRequests: createPaymentRequests({ client: client.paymentRequests, bankNow }),
      rotateCertificates: async (next, ctx) =>
        rotateCertificates({ registration, pair }, openNext({ ...options, ...next }, services), ctx),
      signers: () => ({ ...signers }),
      diagnose: async (ctx) =>
        diagnoseIng(
          { identity: { ...identity, tls: tls.checked() }, tokens, clock, application: settings.application, bankNow },
          ctx,
        ),
      close: async () => transport.close(),
      [Symbol.asyncDispose]: async () => transport.close(),
    },
    callInputs,
  )
}

const openNext = (options: IngOptions, services: ProviderServices): NextIdentity => {
  const next = createIngProvider(options, services)
  return {
    pair: readPair(options, services.clock.now()),
    registration: next.registration,
    prove: async (ctx) => {
      await next.showcase.signed(ctx)
      await next.showcase.mtls(ctx)
    },
    close: async () => next.close(),
  }
}

/**
 * For `createNostro({ banks: { ing: ingProvider(options) } })`.
 *
 * @example
 * await using nostro = createNostro({ banks: { ing: ingProvider(options) } })
 */
export const ingProvider =
  (options: IngOptions): ProviderFactory<IngProvider> =>
  (services) =>
    createIngProvider(options, services)

import { X509Certificate } from 'node:crypto'
import {
  type CallContext,
  type Challenge,
  type Clock,
  type Evidence,
  NostroError,
  type Provider,
  type ProviderFactory,
  type ProviderServices,
} from '@nostro/core'
import { createNodeServices, followIdentity } from '@nostro/core/node/provider'
import { createBankIdClient } from './api/client.ts'
import { requireObject } from './api/require-object.ts'
import type { CompletionData } from './api/schemas.ts'
import { type BankIdAuth, createBankIdAuth } from './auth/bankid-auth.ts'
import { diagnoseBankId } from './diagnose.ts'
import { type BankIdIdentity, loadIdentity } from './identity/load-identity.ts'
import { createManifest } from './manifest.ts'
import { createMessageTexts, type MessageTexts } from './messages/message-texts.ts'
import { type BankIdOptions, type BankIdSettings, readOptions } from './options.ts'
import { type BankIdOrders, createBankIdOrders } from './order/bankid-orders.ts'
import { type BankIdEsign, createEsign } from './order/esign.ts'
import { type BankIdStates, type FollowOptions, followOrder } from './order/follow-order.ts'
import { type LoginOptions, type SignOptions, startLogin } from './order/login.ts'
import { createOrders, type Orders } from './order/orders.ts'
import type { CompletedOrder, RelyingPartyFacts } from './verification/evidence.ts'
import type { EvidenceBundle } from './verification/evidence-bundle.ts'
import type { CompletionReport } from './verification/verify-completion.ts'

/** BankID behind the common contracts. */
export interface BankIdProvider extends Provider {
  readonly auth: BankIdAuth
  readonly esign: BankIdEsign
  /** BankID's own: every kind of order with all its fields, live orders, many orders. */
  readonly orders: BankIdOrders
  /**
   * A login as states: one for each second while it is pending, then the result. The order begins with the iteration;
   * leaving the loop cancels it.
   *
   * @throws NostroError what the service has to correct (`invalid_request`, `certificate_rejected`), and
   * `verification_failed`. What the person can do something about is a state `failed`
   * @example for await (const state of bankid.login({ endUserIp: '203.0.113.24', renew: true })) show(state)
   */
  login(options?: LoginOptions): BankIdStates
  /**
   * A signature under a text as states, like {@link login}.
   * @example for await (const state of bankid.sign({ endUserIp, text: 'I agree to contract 17.' })) show(state)
   */
  sign(options: SignOptions): BankIdStates
  /**
   * The states of an order of any kind that was started with `orders.openOrder`, `auth.start` or `esign.startSigning`.
   * @example for await (const state of bankid.follow(challenge, { language: 'en' })) show(state)
   */
  follow(challenge: Challenge, options?: FollowOptions): BankIdStates
  /**
   * Evidence of a completed order as a bundle for others and for later, verified once more.
   * @throws NostroError `verification_failed` naming the check, or `invalid_request` when it is not evidence of BankID
   */
  exportEvidence(evidence: Evidence): Promise<EvidenceBundle>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * BankID as a provider: makes no call until it is asked for something.
 * @throws NostroError `invalid_config` or `certificate_rejected`, naming the option and how to correct it
 * @example const bankid = createBankIdProvider({ environment: 'test', identity: { pkcs12, passphrase: 'qwerty123' } })
 */
export const createBankIdProvider = (
  options: BankIdOptions,
  services: ProviderServices = createNodeServices(),
): BankIdProvider => {
  const settings = readOptions(options)
  const { clock, random } = services
  const identity = followCertificate(settings, services)
  const transport = services.createTransport({
    provider: 'bankid',
    origins: [settings.origin],
    identity,
    ca: settings.ca,
    timeoutMs: settings.timeoutMs,
  })
  const client = createBankIdClient({ transport, ...settings })
  const own = identity.checked()
  const facts = (): Promise<RelyingPartyFacts> => factsOf(settings, own)
  const verify = async (data: CompletionData, order: CompletedOrder): Promise<CompletionReport> => {
    const { verifyCompletion } = await loadVerification()
    return verifyCompletion(data, { ...order, ...(await facts()), ...rootsOf(settings) })
  }
  const texts = createMessageTexts(settings.texts)
  const orders = createOrders({ client, clock, texts, facts, verify })
  const endUserIp = (ctx?: CallContext): string => requireAddress(ctx?.psu?.ipAddress ?? settings.endUserIp)
  return {
    specVersion: 1,
    manifest: createManifest(settings.environment),
    auth: createBankIdAuth({ orders, clock, random, endUserIp }),
    esign: createEsign({ orders, endUserIp, verify }),
    orders: createBankIdOrders(orders, clock),
    ...createLogins({ orders, clock, texts, endUserIp }),
    exportEvidence: async (evidence) => {
      const { exportEvidence } = await loadVerification()
      return exportEvidence(evidence, clock.now(), rootsOf(settings))
    },
    diagnose: async (ctx) => diagnoseBankId({ identity: identity.checked(), client, transport, clock, random }, ctx),
    close: () => transport.close(),
    [Symbol.asyncDispose]: () => transport.close(),
  }
}

/** The relying party's certificate, loaded anew when its files change. */
const followCertificate = (settings: BankIdSettings, { clock, logger }: ProviderServices) => {
  const warn = (message: string): void => logger.warn({ provider: 'bankid' }, message)
  return followIdentity(
    settings.identity,
    (found) => {
      const loaded = loadIdentity({ ...settings, identity: found }, clock.now())
      for (const warning of loaded.warnings) warn(warning)
      return loaded
    },
    (error) =>
      warn(`New certificate is not used: ${NostroError.isInstance(error) ? error.message : 'it is unreadable'}`),
  )
}

interface LoginServices {
  readonly orders: Orders
  readonly clock: Clock
  readonly texts: MessageTexts
  endUserIp(ctx?: CallContext): string
}

const createLogins = (services: LoginServices): Pick<BankIdProvider, 'login' | 'sign' | 'follow'> => ({
  login: (options = {}) => {
    requireObject(options, 'options', ['signal', 'endUserIp'])
    return followOrder({ ...services, options, start: (ctx) => startLogin(services, 'auth', options, ctx) })
  },
  sign: (options) => {
    requireObject(options, 'options', ['signal', 'endUserIp', 'text'])
    return followOrder({ ...services, options, start: (ctx) => startLogin(services, 'sign', options, ctx) })
  },
  follow: (challenge, options = {}) => {
    requireObject(options, 'options', ['signal'])
    return followOrder({ ...services, options, start: async () => challenge })
  },
})

const requireAddress = (address: string | undefined): string => {
  if (address !== undefined) return address
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: 'BankID wants the customer’s IP address.',
    hint: 'Give `endUserIp`, or `psu: { ipAddress }` in the call’s context: the address as your service sees it, not a proxy’s.',
  })
}

/** Loaded with the first answer: what reads certificates weighs more than all the rest. */
const loadVerification = () => import('./verification/index.ts')

const factsOf = async (
  { environment }: BankIdSettings,
  { certificate }: BankIdIdentity,
): Promise<RelyingPartyFacts> => {
  const { readSubject } = await loadVerification()
  const { serialNumber } = readSubject(new X509Certificate(certificate.der))
  return { environment, relyingParty: serialNumber }
}

const rootsOf = ({ userRoots }: BankIdSettings) => ({ roots: userRoots })

/**
 * For `createNostro({ banks: { bankid: bankIdProvider(options) } })`.
 *
 * @example
 * await using nostro = createNostro({ banks: { bankid: bankIdProvider(options) } })
 */
export const bankIdProvider =
  (options: BankIdOptions): ProviderFactory<BankIdProvider> =>
  (services) =>
    createBankIdProvider(options, services)

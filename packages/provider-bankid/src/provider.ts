import { X509Certificate } from 'node:crypto'
import {
  type CallContext,
  type Evidence,
  NostroError,
  type Provider,
  type ProviderFactory,
  type ProviderServices,
} from '@nostro/core'
import { createNodeServices, followIdentity } from '@nostro/core/node'
import { createBankIdClient } from './api/client.ts'
import type { CompletionData } from './api/schemas.ts'
import { type BankIdAuth, createBankIdAuth } from './auth/bankid-auth.ts'
import { diagnoseBankId } from './diagnose.ts'
import { type BankIdIdentity, loadIdentity } from './identity.ts'
import { createManifest } from './manifest.ts'
import { createMessageTexts } from './messages/message-texts.ts'
import { type BankIdOptions, type BankIdSettings, readOptions } from './options.ts'
import { type BankIdOrders, createBankIdOrders } from './order/bankid-orders.ts'
import { type BankIdEsign, createEsign } from './order/esign.ts'
import { createOrders } from './order/orders.ts'
import type { CompletedOrder, RelyingPartyFacts } from './verification/evidence.ts'
import { type EvidenceBundle, exportEvidence } from './verification/evidence-bundle.ts'
import { readSubject } from './verification/subject.ts'
import { type CompletionReport, verifyCompletion } from './verification/verify-completion.ts'

/** BankID behind the common contracts. */
export interface BankIdProvider extends Provider {
  readonly auth: BankIdAuth
  readonly esign: BankIdEsign
  /** BankID's own: every kind of order with all its fields, live orders, many orders. */
  readonly orders: BankIdOrders
  /**
   * Evidence of a completed order as a bundle for others and for later, verified once more.
   * @throws NostroError `verification_failed` naming the check, or `invalid_request` when it is not evidence of BankID
   */
  exportEvidence(evidence: Evidence): EvidenceBundle
}

/**
 * BankID as a provider: makes no call until it is asked for something.
 * @throws NostroError `invalid_config` or `certificate_rejected`, naming the option and the mend
 */
export const createBankIdProvider = (
  options: BankIdOptions,
  services: ProviderServices = createNodeServices(),
): BankIdProvider => {
  const settings = readOptions(options)
  const { clock, random } = services
  const warn = (message: string): void => services.logger.warn({ provider: 'bankid' }, message)
  const identity = followIdentity(
    settings.identity,
    (found) => {
      const loaded = loadIdentity({ ...settings, identity: found }, clock.now())
      for (const warning of loaded.warnings) warn(warning)
      return loaded
    },
    (error) =>
      warn(`New certificate is not used: ${NostroError.isInstance(error) ? error.message : 'it is unreadable'}`),
  )
  const transport = services.createTransport({
    provider: 'bankid',
    origins: [settings.origin],
    identity,
    ca: settings.ca,
    timeoutMs: settings.timeoutMs,
  })
  const client = createBankIdClient({
    transport,
    origin: settings.origin,
    basePath: settings.basePath,
    environment: settings.environment,
  })
  const facts = factsOf(settings, identity.checked())
  const verify = (data: CompletionData, order: CompletedOrder): CompletionReport =>
    verifyCompletion(data, { ...order, ...facts, ...rootsOf(settings) })
  const orders = createOrders({
    client,
    clock,
    texts: createMessageTexts(settings.texts),
    facts,
    verify,
  })
  const endUserIp = (ctx?: CallContext): string => {
    const address = ctx?.psu?.ipAddress ?? settings.endUserIp
    if (address !== undefined) return plainAddress(address)
    throw new NostroError({
      code: 'invalid_request',
      provider: 'bankid',
      message: 'BankID wants the customer’s IP address.',
      hint: 'Give `psu: { ipAddress }` in the call’s context: the address as your service sees it, not a proxy’s.',
    })
  }
  return {
    specVersion: 1,
    manifest: createManifest(settings.environment),
    auth: createBankIdAuth({ orders, clock, random, endUserIp }),
    esign: createEsign({ orders, endUserIp, verify }),
    orders: createBankIdOrders(orders, clock),
    exportEvidence: (evidence) => exportEvidence(evidence, clock.now(), rootsOf(settings)),
    diagnose: async (ctx) => diagnoseBankId({ identity: identity.checked(), client, transport, clock, random }, ctx),
    close: () => transport.close(),
  }
}

const factsOf = ({ environment }: BankIdSettings, { certificate }: BankIdIdentity): RelyingPartyFacts => {
  const { serialNumber } = readSubject(new X509Certificate(certificate.der))
  return { environment, ...(serialNumber === undefined ? {} : { relyingParty: serialNumber }) }
}

const rootsOf = ({ userRoots }: BankIdSettings) => (userRoots === undefined ? {} : { roots: userRoots })

/** An IPv4 address that a dual socket wrote as `::ffff:192.0.2.1` is sent as IPv4. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')

/** For `createNostro({ providers: [bankIdProvider(options)] })`. */
export const bankIdProvider =
  (options: BankIdOptions): ProviderFactory =>
  (services) =>
    createBankIdProvider(options, services)

import {
  type CallContext,
  type EsignProvider,
  NostroError,
  type Provider,
  type ProviderFactory,
  type ProviderServices,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createBankIdClient } from './api/client.ts'
import { type BankIdAuth, createBankIdAuth } from './auth/bankid-auth.ts'
import { diagnoseBankId } from './diagnose.ts'
import { loadIdentity } from './identity.ts'
import { createManifest } from './manifest.ts'
import { type BankIdOptions, readOptions } from './options.ts'
import { createEsign } from './order/esign.ts'
import { createOrders } from './order/orders.ts'

/** BankID behind the common contracts. */
export interface BankIdProvider extends Provider {
  readonly auth: BankIdAuth
  readonly esign: EsignProvider
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
  const identity = loadIdentity(settings, clock.now())
  for (const warning of identity.warnings) services.logger.warn({ provider: 'bankid' }, warning)
  const transport = services.createTransport({
    provider: 'bankid',
    origins: [settings.origin],
    identity: settings.identity,
    ca: settings.ca,
    timeoutMs: settings.timeoutMs,
  })
  const client = createBankIdClient({ transport, origin: settings.origin, basePath: settings.basePath })
  const orders = createOrders(client, clock)
  const endUserIp = (ctx?: CallContext): string => {
    const address = ctx?.psu?.ipAddress ?? settings.endUserIp
    if (address !== undefined) return address
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
    esign: createEsign(orders, endUserIp),
    diagnose: async () => diagnoseBankId(identity, clock),
    close: () => transport.close(),
  }
}

/** For `createNostro({ providers: [bankIdProvider(options)] })`. */
export const bankIdProvider =
  (options: BankIdOptions): ProviderFactory =>
  (services) =>
    createBankIdProvider(options, services)

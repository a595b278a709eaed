import { type CallContext, type Counterparty, type Instant, type Money, NostroError, toMoney } from '@nostro/core'
import type { PaymentRequestClient } from '../api/payment-request-client.ts'
import type { WirePaymentRequest, WireReceivedPayment } from '../api/payment-request-schemas.ts'
import { type MerchantRegistration, toWireMerchant } from './to-wire-merchant.ts'
import { type NewPaymentRequest, toWireRequest } from './to-wire-request.ts'

export interface IngPaymentRequest {
  readonly id: string
  readonly status: 'open' | 'closed' | 'expired' | 'fulfilled' | 'unknown'
  readonly description?: string
  readonly purchaseId?: string
  readonly validUntil?: Instant
  readonly amount?: Money
  /** Where the payer pays. */
  readonly paymentUrl?: string
  readonly raw: unknown
}

export interface ReceivedPayment {
  readonly transactionId?: string
  readonly executedAt?: Instant
  readonly amount: Money
  readonly debtor: Counterparty
  readonly raw: unknown
}

/** ING's Payment Request API: premium, for merchants. ING sends no notifications of payments: ask for them. */
export interface PaymentRequests {
  list(ctx?: CallContext): Promise<readonly IngPaymentRequest[]>
  create(request: NewPaymentRequest, ctx?: CallContext): Promise<{ readonly id: string; readonly paymentUrl?: string }>
  get(id: string, ctx?: CallContext): Promise<IngPaymentRequest>
  /** @throws NostroError `conflict` when it is not open any more */
  close(id: string, ctx?: CallContext): Promise<void>
  payments(id: string, ctx?: CallContext): Promise<readonly ReceivedPayment[]>
  /** The merchant's own registration, which comes before the first request. */
  readonly registration: {
    get(ctx?: CallContext): Promise<{ readonly status?: string; readonly raw: unknown }>
    create(merchant: MerchantRegistration, ctx?: CallContext): Promise<void>
    update(change: Partial<MerchantRegistration>, ctx?: CallContext): Promise<void>
    generateCertificates(ctx?: CallContext): Promise<void>
    /** One to four certificates, PEM or base64. */
    uploadCertificates(certificates: readonly string[], ctx?: CallContext): Promise<void>
  }
}

export interface PaymentRequestsParts {
  readonly client: PaymentRequestClient
  bankNow(): number
}

export const createPaymentRequests = ({ client, bankNow }: PaymentRequestsParts): PaymentRequests => ({
  list: async (ctx) => (await client.list(ctx)).map(toPaymentRequest),
  create: async (request, ctx) => {
    const { id, paymentInitiationUrl } = await client.create(toWireRequest(request, bankNow()), ctx)
    return { id, ...(paymentInitiationUrl === undefined ? {} : { paymentUrl: paymentInitiationUrl }) }
  },
  get: async (id, ctx) => toPaymentRequest(await client.get(id, ctx)),
  close: async (id, ctx) => client.close(id, ctx),
  payments: async (id, ctx) => (await client.payments(id, ctx)).map(toReceivedPayment),
  registration: {
    get: async (ctx) => {
      const raw = await client.merchant(ctx)
      return { ...(raw.status === undefined ? {} : { status: raw.status }), raw }
    },
    create: async (merchant, ctx) => client.registerMerchant(toWireMerchant(merchant), ctx),
    update: async (change, ctx) => client.updateMerchant(toWireMerchant(change), ctx),
    generateCertificates: async (ctx) => client.generateCertificates(ctx),
    uploadCertificates: async (certificates, ctx) => client.uploadCertificates(toCertificates(certificates), ctx),
  },
})

const statuses: ReadonlySet<string> = new Set(['open', 'closed', 'expired', 'fulfilled'])

const toPaymentRequest = (wire: WirePaymentRequest): IngPaymentRequest => {
  const status = wire.status?.toLowerCase() ?? ''
  return {
    id: wire.id,
    status: statuses.has(status) ? (status as IngPaymentRequest['status']) : 'unknown',
    ...(wire.description === undefined ? {} : { description: wire.description }),
    ...(wire.purchaseId === undefined ? {} : { purchaseId: wire.purchaseId }),
    ...(wire.validUntil === undefined ? {} : { validUntil: wire.validUntil }),
    ...(wire.fixedAmount == null ? {} : { amount: toMoney(wire.fixedAmount.value, wire.fixedAmount.currency) }),
    ...(wire.paymentInitiationUrl === undefined ? {} : { paymentUrl: wire.paymentInitiationUrl }),
    raw: wire,
  }
}

const toReceivedPayment = (wire: WireReceivedPayment): ReceivedPayment => ({
  ...(wire.transactionId === undefined ? {} : { transactionId: wire.transactionId }),
  ...(wire.executed === undefined ? {} : { executedAt: wire.executed }),
  amount: toMoney(wire.amount.value, wire.amount.currency),
  debtor: {
    ...(wire.debtor?.name === undefined ? {} : { name: wire.debtor.name }),
    ...(wire.debtor?.iban === undefined ? {} : { iban: wire.debtor.iban }),
    ...(wire.debtor?.bic === undefined ? {} : { bic: wire.debtor.bic }),
  },
  raw: wire,
})

const toCertificates = (certificates: readonly string[]): Readonly<Record<string, string>> => {
  if (certificates.length >= 1 && certificates.length <= 4) {
    return Object.fromEntries(
      certificates.map((text, index) => [`cert${index + 1}`, text.replace(/-----[A-Z ]+-----|\s+/g, '')]),
    )
  }
  throw new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: `\`certificates\` has ${certificates.length} entries; ING takes 1 to 4.`,
    hint: 'Upload the ones that are to be valid.',
  })
}

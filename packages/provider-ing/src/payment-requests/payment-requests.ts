import {
  type CallContext,
  type Counterparty,
  type Instant,
  type Money,
  type Page,
  toInstant,
  toMoney,
} from '@nostro/core'
import { checkInput, readEntries } from '@nostro/provider-kit'
import { z } from 'zod'
import { ing } from '../api/errors.ts'
import {
  type PaymentRequestClient,
  receivedPaymentSchema,
  type WirePaymentRequest,
  type WireReceivedPayment,
  wirePaymentRequestSchema,
} from '../api/payment-request-client.ts'
import { type MerchantRegistration, toWireMerchant } from './to-wire-merchant.ts'
import { type NewPaymentRequest, toWireRequest } from './to-wire-request.ts'

/** A request for money that a payer can open. */
export interface IngPaymentRequest {
  readonly id: string
  readonly status: 'open' | 'closed' | 'expired' | 'fulfilled' | 'unknown'
  readonly description?: string | undefined
  readonly purchaseId?: string | undefined
  readonly validUntil?: Instant | undefined
  readonly amount?: Money | undefined
  /** Where the payer pays. */
  readonly paymentUrl?: string | undefined
  readonly raw: unknown
}

/** A payment that came in for a request. */
export interface ReceivedPayment {
  readonly transactionId?: string | undefined
  readonly executedAt?: Instant | undefined
  readonly amount: Money
  readonly debtor: Counterparty
  readonly raw: unknown
}

/** ING's Payment Request API: premium, for merchants. ING sends no notifications of payments: ask for them. */
export interface PaymentRequests {
  list(ctx?: CallContext): Promise<Page<IngPaymentRequest>>
  create(
    request: NewPaymentRequest,
    ctx?: CallContext,
  ): Promise<{ readonly id: string; readonly paymentUrl?: string | undefined }>
  get(id: string, ctx?: CallContext): Promise<IngPaymentRequest>
  /** @throws NostroError `conflict` when it is not open any more */
  close(id: string, ctx?: CallContext): Promise<void>
  payments(id: string, ctx?: CallContext): Promise<Page<ReceivedPayment>>
  /** The merchant's own registration, which comes before the first request. */
  readonly registration: {
    get(ctx?: CallContext): Promise<{ readonly status?: string | undefined; readonly raw: unknown }>
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
  list: async (ctx) => {
    const { items, problems } = readEntries(await client.list(ctx), {
      what: 'payment request',
      schema: wirePaymentRequestSchema,
      map: toPaymentRequest,
    })
    return { items, problems, asOf: toInstant(bankNow()) }
  },
  create: async (request, ctx) => {
    const { id, paymentInitiationUrl } = await client.create(toWireRequest(request, bankNow()), ctx)
    return { id, paymentUrl: paymentInitiationUrl }
  },
  get: async (id, ctx) => toPaymentRequest(await client.get(id, ctx)),
  close: async (id, ctx) => client.close(id, ctx),
  payments: async (id, ctx) => {
    const { items, problems } = readEntries(await client.payments(id, ctx), {
      what: 'payment',
      schema: receivedPaymentSchema,
      map: toReceivedPayment,
    })
    return { items, problems, asOf: toInstant(bankNow()) }
  },
  registration: {
    get: async (ctx) => {
      const raw = await client.merchant(ctx)
      return { status: raw.status, raw }
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
    description: wire.description,
    purchaseId: wire.purchaseId,
    validUntil: wire.validUntil,
    amount: wire.fixedAmount == null ? undefined : toMoney(wire.fixedAmount.value, wire.fixedAmount.currency),
    paymentUrl: wire.paymentInitiationUrl,
    raw: wire,
  }
}

const toReceivedPayment = (wire: WireReceivedPayment): ReceivedPayment => ({
  transactionId: wire.transactionId,
  executedAt: wire.executed,
  amount: toMoney(wire.amount.value, wire.amount.currency),
  debtor: {
    name: wire.debtor?.name === undefined ? undefined : wire.debtor.name,
    iban: wire.debtor?.iban === undefined ? undefined : wire.debtor.iban,
    bic: wire.debtor?.bic === undefined ? undefined : wire.debtor.bic,
  },
  raw: wire,
})

const certificatesSchema = z.array(z.string().min(1)).min(1).max(4)

const toCertificates = (certificates: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    checkInput(certificatesSchema, certificates, { bank: ing, what: 'list', at: 'certificates' }).map((text, index) => [
      `cert${index + 1}`,
      text.replace(/-----[A-Z ]+-----|\s+/g, ''),
    ]),
  )

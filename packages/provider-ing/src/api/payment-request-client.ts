import { type BankResponse, type CallContext, parseResponse, type Schema } from '@nostro/core'
import type { z } from 'zod'
import type { Caller, TokenAuthorizer } from './caller.ts'
import { endpoints } from './endpoints.ts'
import { bankRequestIdHeader } from './errors.ts'
import {
  createdPaymentRequestSchema,
  merchantSchema,
  paymentRequestListSchema,
  receivedPaymentListSchema,
  type WirePaymentRequest,
  type WireReceivedPayment,
  wirePaymentRequestSchema,
} from './payment-request-schemas.ts'
import { toNumberJson } from './to-number-json.ts'
import { decimalKeys } from './wire-fields.ts'

type Context = CallContext | undefined
type Merchant = z.infer<typeof merchantSchema>

/** `/payment-requests` and its registrations, each call by the HTTP signature. */
export interface PaymentRequestClient {
  list(ctx: Context): Promise<readonly WirePaymentRequest[]>
  create(body: unknown, ctx: Context): Promise<z.infer<typeof createdPaymentRequestSchema>>
  get(id: string, ctx: Context): Promise<WirePaymentRequest>
  close(id: string, ctx: Context): Promise<void>
  payments(id: string, ctx: Context): Promise<readonly WireReceivedPayment[]>
  merchant(ctx: Context): Promise<Merchant>
  registerMerchant(body: unknown, ctx: Context): Promise<void>
  updateMerchant(body: unknown, ctx: Context): Promise<void>
  generateCertificates(ctx: Context): Promise<void>
  uploadCertificates(body: unknown, ctx: Context): Promise<void>
}

export const createPaymentRequestClient = (
  caller: Caller,
  authorize: () => TokenAuthorizer<'http-signature-application'>,
): PaymentRequestClient => {
  const call = (ctx: Context) => ({ ctx, authorize: authorize() })
  const withBody = (body: unknown, ctx: Context) => ({ ...call(ctx), body: toNumberJson(body) })
  return {
    list: async (ctx) => read(await caller.send(endpoints.paymentRequests, call(ctx)), paymentRequestListSchema),
    create: async (body, ctx) =>
      read(await caller.send(endpoints.createPaymentRequest, withBody(body, ctx)), createdPaymentRequestSchema),
    get: async (id, ctx) =>
      read(await caller.send(endpoints.paymentRequest, { ...call(ctx), params: { id } }), wirePaymentRequestSchema),
    close: async (id, ctx) => {
      await caller.send(endpoints.closePaymentRequest, { ...call(ctx), params: { id } })
    },
    payments: async (id, ctx) =>
      read(
        await caller.send(endpoints.paymentRequestPayments, { ...call(ctx), params: { id } }),
        receivedPaymentListSchema,
      ),
    merchant: async (ctx) => read(await caller.send(endpoints.merchant, call(ctx)), merchantSchema),
    registerMerchant: async (body, ctx) => {
      await caller.send(endpoints.registerMerchant, withBody(body, ctx))
    },
    updateMerchant: async (body, ctx) => {
      await caller.send(endpoints.updateMerchant, withBody(body, ctx))
    },
    generateCertificates: async (ctx) => {
      await caller.send(endpoints.generateCertificates, call(ctx))
    },
    uploadCertificates: async (body, ctx) => {
      await caller.send(endpoints.uploadCertificates, withBody(body, ctx))
    },
  }
}

const read = <T>(response: BankResponse, schema: Schema<T>): T => {
  const bankRequestId = response.headers[bankRequestIdHeader]
  return parseResponse(response, schema, {
    provider: 'ing',
    what: 'the payment request',
    decimalKeys,
    ...(bankRequestId === undefined ? {} : { bankRequestId }),
  })
}

import type { BankResponse, CallContext, Schema } from '@nostro/core'
import { z } from 'zod'
import { type Caller, readAnswer, type TokenAuthorizer } from './caller.ts'
import { endpoints } from './endpoints.ts'
import { currencyCode, decimalText, optionalInstant, optionalText } from './wire-fields.ts'

/** A decimal amount that is to be written as a JSON number, digit for digit: it never becomes a float on its way. */
export interface NumberText {
  readonly numberText: string
}

const marked = /\{"numberText":"(\d{1,40}(?:\.\d{1,20})?)"\}/g

/** JSON in which each {@link NumberText} stands as a number. Quotes inside texts are escaped, so none of them matches. */
export const toNumberJson = (value: unknown): string => JSON.stringify(value).replace(marked, '$1')

/** Amounts are JSON numbers under `value` here, and arrive as their digits (see `decimalKeys`). */
const amountSchema = z.object({ value: decimalText, currency: currencyCode })

export const wirePaymentRequestSchema = z.looseObject({
  id: z.string().min(1),
  status: optionalText,
  description: optionalText,
  purchaseId: optionalText,
  validUntil: optionalInstant,
  fixedAmount: amountSchema.nullish(),
  paymentInitiationUrl: optionalText,
})

/** The specification's listings may be bare arrays or wrapped: both are read, and their entries one by one later. */
const entries = z.array(z.unknown())
const paymentRequestListSchema = z.union([
  entries,
  z.object({ paymentRequests: entries }).transform(({ paymentRequests }) => paymentRequests),
])

const createdPaymentRequestSchema = z.looseObject({ id: z.string().min(1), paymentInitiationUrl: optionalText })

export const receivedPaymentSchema = z.looseObject({
  transactionId: optionalText,
  executed: optionalInstant,
  amount: amountSchema,
  debtor: z.object({ name: optionalText, iban: optionalText, bic: optionalText }).nullish(),
})

const receivedPaymentListSchema = z.union([
  entries,
  z.object({ payments: entries }).transform(({ payments }) => payments),
])

const merchantSchema = z.looseObject({ status: optionalText })

export type WirePaymentRequest = z.infer<typeof wirePaymentRequestSchema>
export type WireReceivedPayment = z.infer<typeof receivedPaymentSchema>

type Context = CallContext | undefined
type Merchant = z.infer<typeof merchantSchema>

/** `/payment-requests` and its registrations, each call by the HTTP signature. */
export interface PaymentRequestClient {
  list(ctx: Context): Promise<readonly unknown[]>
  create(body: unknown, ctx: Context): Promise<z.infer<typeof createdPaymentRequestSchema>>
  get(id: string, ctx: Context): Promise<WirePaymentRequest>
  close(id: string, ctx: Context): Promise<void>
  payments(id: string, ctx: Context): Promise<readonly unknown[]>
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

const read = <T>(response: BankResponse, schema: Schema<T>): T => readAnswer(response, schema, 'the payment request')

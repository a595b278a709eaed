import { z } from 'zod'
import { currencyCode, decimalText, optionalInstant, optionalText } from './wire-fields.ts'

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

/** The specification's listing may be a bare array or wrapped: both are read. */
export const paymentRequestListSchema = z.union([
  z.array(wirePaymentRequestSchema),
  z.object({ paymentRequests: z.array(wirePaymentRequestSchema) }).transform(({ paymentRequests }) => paymentRequests),
])

export const createdPaymentRequestSchema = z.looseObject({ id: z.string().min(1), paymentInitiationUrl: optionalText })

export const receivedPaymentSchema = z.looseObject({
  transactionId: optionalText,
  executed: optionalInstant,
  amount: amountSchema,
  debtor: z.object({ name: optionalText, iban: optionalText, bic: optionalText }).nullish(),
})

export const receivedPaymentListSchema = z.union([
  z.array(receivedPaymentSchema),
  z.object({ payments: z.array(receivedPaymentSchema) }).transform(({ payments }) => payments),
])

export const merchantSchema = z.looseObject({ status: optionalText })

export type WirePaymentRequest = z.infer<typeof wirePaymentRequestSchema>
export type WireReceivedPayment = z.infer<typeof receivedPaymentSchema>

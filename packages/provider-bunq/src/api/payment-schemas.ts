import { z } from 'zod'
import { amountSchema, labelSchema, optionalTimeSchema } from './common-schemas.ts'

export const paymentSchema = z.object({
  id: z.number(),
  created: z.string(),
  monetary_account_id: z.number().nullish(),
  amount: amountSchema,
  counterparty_alias: labelSchema.nullish(),
  description: z.string().nullish(),
  type: z.string().nullish(),
  sub_type: z.string().nullish(),
  merchant_reference: z.string().nullish(),
  balance_after_mutation: amountSchema.nullish(),
  payment_suspended_outgoing: z.object({ status: z.string().nullish() }).nullish(),
})

export type WirePayment = z.infer<typeof paymentSchema>

export const paymentBatchSchema = z.object({
  id: z.number(),
  created: z.string().nullish(),
  payments: z.object({ Payment: z.array(paymentSchema).nullish() }).nullish(),
})

const draftEntrySchema = z.object({
  amount: amountSchema,
  counterparty_alias: labelSchema.nullish(),
  description: z.string().nullish(),
})

export const draftSchema = z.object({
  id: z.number(),
  created: optionalTimeSchema,
  updated: z.string().nullish(),
  status: z.string().nullish(),
  entries: z.array(draftEntrySchema).nullish(),
})

export type WireDraft = z.infer<typeof draftSchema>

const scheduleSchema = z.object({
  time_start: z.string().nullish(),
  time_end: z.string().nullish(),
  recurrence_unit: z.string().nullish(),
  recurrence_size: z.number().nullish(),
  status: z.string().nullish(),
})

export const scheduledSchema = z.object({
  id: z.number().nullish(),
  created: z.string().nullish(),
  status: z.string().nullish(),
  schedule: scheduleSchema.nullish(),
})

export const requestSchema = z.object({
  id: z.number(),
  created: optionalTimeSchema,
  status: z.string().nullish(),
  amount_inquired: amountSchema.nullish(),
  amount_responded: amountSchema.nullish(),
  description: z.string().nullish(),
  counterparty_alias: labelSchema.nullish(),
  bunqme_share_url: z.string().nullish(),
})

export type WireRequest = z.infer<typeof requestSchema>

import { z } from 'zod'

export const orderStartedSchema = z.object({
  orderRef: z.string(),
  autoStartToken: z.string(),
  qrStartToken: z.string(),
  qrStartSecret: z.string(),
})

export const remoteOrderStartedSchema = z.object({ orderRef: z.string() })

export const completionDataSchema = z.object({
  user: z.object({
    personalNumber: z.string(),
    name: z.string(),
    givenName: z.string().nullish(),
    surname: z.string().nullish(),
  }),
  device: z.object({ ipAddress: z.string().nullish(), uhi: z.string().nullish() }).nullish(),
  /** `2020-02-01`, `2025-08-09Z` and `2025-08-09+00:00` have all been seen. */
  bankIdIssueDate: z.string().nullish(),
  stepUp: z.looseObject({ mrtd: z.boolean().nullish() }).nullish(),
  signature: z.string(),
  ocspResponse: z.string(),
  risk: z.string().nullish(),
})

export const collectSchema = z.object({
  orderRef: z.string(),
  status: z.string(),
  hintCode: z.string().nullish(),
  completionData: completionDataSchema.nullish(),
})

/** What BankID gives when an order starts on a device at hand. `qrStartSecret` never leaves the server. */
export type OrderStarted = z.infer<typeof orderStartedSchema>
export type RemoteOrderStarted = z.infer<typeof remoteOrderStartedSchema>
/** What BankID answers when an order is complete. */
export type CompletionData = z.infer<typeof completionDataSchema>
export type CollectAnswer = z.infer<typeof collectSchema>

import { z } from 'zod'

/** Schemas list what is read, and take `null` for absent everywhere: bunq adds fields without notice. */
export const amountSchema = z.object({ value: z.string(), currency: z.string() })

export const pointerSchema = z.object({
  type: z.string(),
  value: z.string().nullish(),
  name: z.string().nullish(),
})

/** The other side in answers, and the own one under `alias`. Card and iDEAL parties have names only. */
export const labelSchema = z.object({
  iban: z.string().nullish(),
  display_name: z.string().nullish(),
  swift_bic: z.string().nullish(),
  label_user: z.object({ display_name: z.string().nullish() }).nullish(),
  merchant_category_code: z.string().nullish(),
})

export type WireAmount = z.infer<typeof amountSchema>
export type WireLabel = z.infer<typeof labelSchema>

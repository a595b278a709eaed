import { z } from 'zod'

const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number as text')

/** Schemas list what is read, and take `null` for absent everywhere: bunq adds fields without notice. */
export const amountSchema = z.object({ value: decimalText, currency: z.string() })

const noAmountSchema = z.object({ value: z.null(), currency: z.string().nullable() })

/** An amount that may be absent: at accounts of other banks bunq writes it with `null` in it. */
export const optionalAmountSchema = z.preprocess(
  (value) => (noAmountSchema.safeParse(value).success ? null : value),
  amountSchema.nullish(),
)

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

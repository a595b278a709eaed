import { z } from 'zod'
import { optionalAmountSchema, pointerSchema } from './common-schemas.ts'

/** A monetary account of any kind. At external ones nearly everything may be null. */
export const accountSchema = z.object({
  id: z.number(),
  currency: z.string().nullish(),
  description: z.string().nullish(),
  display_name: z.string().nullish(),
  status: z.string().nullish(),
  alias: z.array(pointerSchema).nullish(),
  balance: optionalAmountSchema,
  balance_real: optionalAmountSchema,
  updated: z.string().nullish(),
  service: z.string().nullish(),
  open_banking_account: z
    .object({
      iban: z.string().nullish(),
      time_synced_last: z.string().nullish(),
      balance_booked: optionalAmountSchema,
      balance_available: optionalAmountSchema,
    })
    .nullish(),
})

export type WireAccount = z.infer<typeof accountSchema>

/** Wrapper names of monetary accounts. */
export const isAccount = /^MonetaryAccount/

import { z } from 'zod'
import { optionalText } from './wire-fields.ts'

/** Links are plain strings here, unlike in account information. Only the way to the customer's page is read. */
export const initiationSchema = z.object({
  transactionStatus: z.string().min(1),
  paymentId: z.string().min(1),
  _links: z
    .object({ scaRedirect: optionalText })
    .nullish()
    .transform((links) => links ?? { scaRedirect: undefined }),
})

export const statusSchema = z.object({
  transactionStatus: z.string().min(1),
  stsRsnInf: z
    .array(
      z.object({
        rsn: z.object({ cd: optionalText, prtry: optionalText }).nullish(),
        addtlInf: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
})

export const anyJsonSchema = z.looseObject({})

export type WireInitiation = z.infer<typeof initiationSchema>
export type WireStatus = z.infer<typeof statusSchema>

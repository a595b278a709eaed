import { z } from 'zod'
import { amountSchema, ibanSchema } from './money-schema.ts'

/** The question of a confirmation of funds: an account by its IBAN and a positive amount. A bank's own limits go on top of it. */
export const fundsQuestionSchema = z.strictObject({
  account: z.strictObject({
    iban: ibanSchema,
    currency: z.string().optional(),
    accountId: z.string().optional(),
    name: z.string().optional(),
  }),
  amount: amountSchema,
  payee: z.string().min(1).optional(),
})

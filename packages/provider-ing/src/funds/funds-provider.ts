import type { FundsProvider } from '@nostro/core'
import { amountSchema, checkInput, ibanSchema } from '@nostro/provider-kit'
import { z } from 'zod'
import { ing } from '../api/errors.ts'
import { createFieldRules } from '../api/field-rules.ts'
import type { FundsClient } from '../api/funds-client.ts'
import { authorizeCustomer, checkCustomerCall } from '../auth/authorizers.ts'

const rules = createFieldRules({ transliterate: false })

/** ING confirms funds by IBAN. */
const questionSchema = z.strictObject({
  account: z.strictObject({
    iban: ibanSchema,
    currency: z.string().optional(),
    accountId: z.string().optional(),
    name: z.string().optional(),
  }),
  amount: amountSchema,
  payee: z.string().min(1).optional(),
})

/**
 * Confirmation of funds (PSD2 article 65). UNVERIFIED: ING's guide names the consent, the token and the signature, but
 * no document of ING's describes the resource. Shape and path are the Berlin Group's; the path is an option.
 */
export const createFundsProvider = (client: FundsClient): FundsProvider => ({
  confirm: async (access, question, ctx) => {
    await checkCustomerCall(access, ctx)
    const { account, amount, payee } = checkInput(questionSchema, question, { bank: ing, what: 'question' })
    const raw = await client.confirm(
      {
        account: { iban: rules.iban('account.iban', account.iban), currency: account.currency },
        instructedAmount: rules.amount('amount', amount, ''),
        payee,
      },
      authorizeCustomer(access),
      ctx,
    )
    return { fundsAvailable: raw.fundsAvailable, raw }
  },
})

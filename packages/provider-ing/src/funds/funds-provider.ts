import type { FundsProvider } from '@nostro/core'
import { checkInput, fundsQuestionSchema } from '@nostro/provider-kit'
import { ing } from '../api/errors.ts'
import { createFieldRules } from '../api/field-rules.ts'
import type { FundsClient } from '../api/funds-client.ts'
import { authorizeCustomer, checkCustomerCall } from '../auth/authorizers.ts'

const rules = createFieldRules({ transliterate: false })

/**
 * Confirmation of funds (PSD2 article 65). UNVERIFIED: ING's guide names the consent, the token and the signature, but
 * no document of ING's describes the resource. Shape and path are the Berlin Group's; the path is an option.
 */
export const createFundsProvider = (client: FundsClient): FundsProvider => ({
  confirm: async (access, question, ctx) => {
    await checkCustomerCall(access, ctx)
    const { account, amount, payee } = checkInput(fundsQuestionSchema, question, { bank: ing, what: 'question' })
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

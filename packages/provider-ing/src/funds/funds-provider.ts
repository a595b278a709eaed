import { type FundsProvider, isIban, NostroError, normaliseIban } from '@nostro/core'
import type { FundsClient } from '../api/funds-client.ts'
import { authorizeCustomer } from '../auth/authorizers.ts'
import { createFieldRules } from '../payments/field-rules.ts'

const rules = createFieldRules({ transliterate: false })

/**
 * Confirmation of funds (PSD2 article 65). UNVERIFIED: ING's guide names the consent, the token and the signature, but
 * no document of ING's describes the resource. Shape and path are the Berlin Group's; the path is an option.
 */
export const createFundsProvider = (client: FundsClient): FundsProvider => ({
  confirm: async (access, { account, amount, payee }, ctx) => {
    const iban = normaliseIban(account.iban ?? '')
    if (!isIban(iban)) throw needsIban()
    const raw = await client.confirm(
      {
        account: { iban, ...(account.currency === undefined ? {} : { currency: account.currency }) },
        instructedAmount: rules.amount('amount', amount, ''),
        ...(payee === undefined ? {} : { payee }),
      },
      authorizeCustomer(access),
      ctx,
    )
    return { fundsAvailable: raw.fundsAvailable, raw }
  },
})

const needsIban = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: '`account.iban` is missing or not a valid IBAN.',
    hint: 'ING confirms funds by IBAN.',
  })

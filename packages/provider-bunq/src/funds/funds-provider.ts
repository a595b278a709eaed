import { type FundsProvider, isIban, NostroError, normaliseIban } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { toWireAmount } from '../api/field-rules.ts'

const answerSchema = z.object({ has_sufficient_funds: z.boolean() })

/** Yes or no, by IBAN. For PSD2 the role CBPII. */
export const createFundsProvider = (caller: Caller): FundsProvider => ({
  confirm: async (access, { account, amount }, ctx) => {
    const iban = normaliseIban(account.iban ?? '')
    if (!isIban(iban)) throw needsIban()
    const name = account.name === undefined ? {} : { name: account.name }
    const body = { pointer_iban: { type: 'IBAN', value: iban, ...name }, amount: toWireAmount(amount, 'amount') }
    const { wire, raw } = await createClient(caller, access).read(
      endpoints.confirmFunds,
      'ConfirmationOfFunds',
      answerSchema,
      { ctx, body },
    )
    return { fundsAvailable: wire.has_sufficient_funds, raw }
  },
})

const needsIban = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The confirmation of funds needs the IBAN of the account.',
    hint: 'Set `account.iban`.',
  })

import type { CallContext, Debtor, FundsProvider, Money, SessionAccess } from '@nostro/core'
import { type Bank, checkContext, checkInput, fundsQuestionSchema, sessionOf } from '@nostro/provider-kit'
import { z } from 'zod'
import type { BerlinGroupClient } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { fundsSchema } from '../api/schemas.ts'
import { authorizerOf } from '../auth/authorizer.ts'
import { secretsOf } from '../auth/session-secrets.ts'

/** Whether an account can pay an amount now. */
export interface FundsQuestion {
  /** By its IBAN. */
  readonly account: Debtor
  /** Positive, in the account's currency. */
  readonly amount: Money
  /** Where the card is used; at most 70 characters. */
  readonly payee?: string | undefined
  /** The card of the consent, where it has one. */
  readonly cardNumber?: string | undefined
}

/** Core's contract, with the card. */
export interface BerlinGroupFunds extends FundsProvider {
  /**
   * Asks whether the funds are there. The answer is yes or no, never a balance.
   * @throws NostroError `consent_required` when the customer has not agreed for this account
   */
  confirm(
    access: SessionAccess,
    question: FundsQuestion,
    ctx?: CallContext,
  ): Promise<{ readonly fundsAvailable: boolean; readonly raw: unknown }>
}

const questionSchema = fundsQuestionSchema.extend({
  payee: z.string().min(1).max(70).optional(),
  cardNumber: z.string().min(1).max(35).optional(),
})

/** Confirmation of funds (PSD2 article 65; `POST /v1/funds-confirmations` of the standard). */
export const createFundsProvider = ({
  bank,
  client,
}: {
  readonly bank: Bank
  readonly client: BerlinGroupClient
}): BerlinGroupFunds => ({
  confirm: async (access, question, ctx) => {
    checkContext(ctx, bank)
    const { account, amount, payee, cardNumber } = checkInput(questionSchema, question, { bank, what: 'question' })
    const session = await sessionOf(access, { bank, purposes: ['funds'] })
    const { consentId } = secretsOf(session, bank)
    const { iban, currency } = account
    const body = {
      cardNumber,
      account: { iban: iban.replaceAll(' ', '').toUpperCase(), currency },
      payee,
      instructedAmount: amount,
    }
    const authorize = authorizerOf(access, bank)
    const response = await client.send(endpoints.confirmFunds, { ctx, consentId, body, authorize })
    const raw = client.read(response, fundsSchema, 'the confirmation of funds')
    return { fundsAvailable: raw.fundsAvailable, raw }
  },
})

import type { CallContext } from '@nostro/core'
import { z } from 'zod'
import { type Caller, readAnswer, type TokenAuthorizer } from './caller.ts'
import { fundsEndpoint } from './endpoints.ts'

export interface WireFundsQuestion {
  readonly account: { readonly iban: string; readonly currency?: string | undefined }
  readonly instructedAmount: { readonly currency: string; readonly amount: string }
  readonly payee?: string | undefined
}

export interface FundsClient {
  confirm(
    question: WireFundsQuestion,
    authorize: TokenAuthorizer<'customer'>,
    ctx: CallContext | undefined,
  ): Promise<{ readonly fundsAvailable: boolean }>
}

const answerSchema = z.looseObject({ fundsAvailable: z.boolean() })

/** In the Berlin Group's shape, which no source confirms for ING. */
export const createFundsClient = (caller: Caller, path: string): FundsClient => {
  const endpoint = fundsEndpoint(path)
  return {
    confirm: async (question, authorize, ctx) =>
      readAnswer(
        await caller.send(endpoint, { ctx, authorize, body: JSON.stringify(question) }),
        answerSchema,
        'the confirmation of funds',
      ),
  }
}

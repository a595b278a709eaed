import { type CallContext, parseResponse } from '@nostro/core'
import { z } from 'zod'
import type { Caller, TokenAuthorizer } from './caller.ts'
import { fundsEndpoint } from './endpoints.ts'
import { bankRequestIdHeader } from './errors.ts'

export interface WireFundsQuestion {
  readonly account: { readonly iban: string; readonly currency?: string }
  readonly instructedAmount: { readonly currency: string; readonly amount: string }
  readonly payee?: string
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
    confirm: async (question, authorize, ctx) => {
      const response = await caller.send(endpoint, { ctx, authorize, body: JSON.stringify(question) })
      const bankRequestId = response.headers[bankRequestIdHeader]
      return parseResponse(response, answerSchema, {
        provider: 'ing',
        what: 'the confirmation of funds',
        ...(bankRequestId === undefined ? {} : { bankRequestId }),
      })
    },
  }
}

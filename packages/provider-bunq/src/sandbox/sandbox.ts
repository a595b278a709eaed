import {
  type CallContext,
  compareMoney,
  type InitiatedPayment,
  type Money,
  NostroError,
  type SessionAccess,
} from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { endpoints } from '../api/endpoints.ts'
import { readEntry } from '../api/envelope.ts'
import type { BunqPaymentsProvider } from '../payments/payments-provider.ts'

/** Only where play money is: absent in production. */
export interface BunqSandbox {
  /** A new user with an empty EUR account; gives the API key, which must be used within the hour. */
  createUser(kind?: 'person' | 'company', ctx?: CallContext): Promise<string>
  /** Asks Sugar Daddy for money, at most 500.00 EUR at a time; he pays within about a second. */
  askSugarDaddy(access: SessionAccess, wanted: SandboxMoney, ctx?: CallContext): Promise<InitiatedPayment>
}

/** The play money that is asked for. */
export interface SandboxMoney {
  /** The account that gets it. */
  readonly accountId: string
  readonly amount: Money
  readonly idempotencyKey: string
}

const apiKeySchema = z.object({ api_key: z.string().min(1) })

export const createSandbox = (caller: Caller, payments: BunqPaymentsProvider): BunqSandbox => ({
  createUser: async (kind = 'person', ctx) => {
    const endpoint = kind === 'company' ? endpoints.createSandboxCompany : endpoints.createSandboxPerson
    const response = await caller.anonymous(endpoint, { ctx, body: {} })
    return readEntry(response, 'ApiKey', apiKeySchema, 'the sandbox user').api_key
  },
  askSugarDaddy: (access, { accountId, amount, idempotencyKey }, ctx) => {
    if (compareMoney(amount, { amount: '500.00', currency: amount.currency }) > 0) throw tooMuch()
    const payer = { email: 'sugardaddy@bunq.com' }
    return payments.initiate(
      access,
      { kind: 'request', amount, payer, description: 'Please', debtor: { accountId } },
      { idempotencyKey },
      ctx,
    )
  },
})

const tooMuch = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'Sugar Daddy gives at most 500.00 EUR at a time.',
    hint: 'Ask several times.',
  })

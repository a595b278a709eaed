import type { CallContext, Creditor, Money, SessionAccess } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry } from '../api/client.ts'
import { amountSchema } from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'
import { toPointer, toWireAmount } from '../payments/field-rules.ts'

const quoteSchema = z.object({
  id: z.number().nullish(),
  status: z.string().nullish(),
  amount_source: amountSchema.nullish(),
  amount_target: amountSchema.nullish(),
  rate: z.string().nullish(),
  time_expiry: z.string().nullish(),
})

export type BunqQuote = Entry<z.infer<typeof quoteSchema>>

export interface QuoteWish {
  /** Sold or bought, by `side`; in `source` or `target` accordingly. */
  readonly amount: Money
  readonly source: string
  readonly target: string
  readonly side: 'SELL' | 'BUY'
  /** Where the other currency goes: one's own account, by IBAN with name. */
  readonly counterparty: Creditor
}

/** What an exchange would give now. Asking moves no money. */
export interface BunqQuotes {
  create(access: SessionAccess, accountId: string, wish: QuoteWish, ctx?: CallContext): Promise<BunqQuote>
  get(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqQuote>
}

export const createQuotes = (caller: Caller): BunqQuotes => {
  const get: BunqQuotes['get'] = (access, accountId, quoteId, ctx) =>
    createClient(caller, access).read(endpoints.getQuote, /Quote$/, quoteSchema, {
      ctx,
      params: { accountId, quoteId },
    })
  return {
    get,
    create: async (access, accountId, { amount, source, target, side, counterparty }, ctx) => {
      const body = {
        amount: toWireAmount(amount, 'amount'),
        currency_source: source,
        currency_target: target,
        order_type: side,
        counterparty_alias: toPointer(counterparty, 'counterparty'),
      }
      const id = await createClient(caller, access).create(endpoints.createQuote, { ctx, params: { accountId }, body })
      return get(access, accountId, id, ctx)
    },
  }
}

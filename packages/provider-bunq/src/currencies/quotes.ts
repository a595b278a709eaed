import type { CallContext, Creditor, Instant, Money, SessionAccess } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry } from '../api/client.ts'
import {
  amountSchema,
  optionalTimeSchema,
  toOptionalInstant,
  toOptionalMoney,
  toOptionalText,
} from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'
import { toPointer, toWireAmount } from '../api/field-rules.ts'

const quoteSchema = z.object({
  id: z.number().nullish(),
  status: z.string().nullish(),
  amount_source: amountSchema.nullish(),
  amount_target: amountSchema.nullish(),
  rate: z.string().nullish(),
  time_expiry: optionalTimeSchema,
})

/** What an exchange of currencies would give now. */
export interface BunqQuote {
  readonly id?: string | undefined
  /** bunq's word. */
  readonly status?: string | undefined
  /** What would be sold. */
  readonly source?: Money | undefined
  /** What would be bought. */
  readonly target?: Money | undefined
  /** A decimal number as text. */
  readonly rate?: string | undefined
  readonly expiresAt?: Instant | undefined
  readonly raw: unknown
}

const toQuote = ({ wire, raw }: Entry<z.infer<typeof quoteSchema>>): BunqQuote => ({
  id: wire.id == null ? undefined : String(wire.id),
  status: toOptionalText(wire.status),
  source: toOptionalMoney(wire.amount_source),
  target: toOptionalMoney(wire.amount_target),
  rate: toOptionalText(wire.rate),
  expiresAt: toOptionalInstant(wire.time_expiry),
  raw,
})

/** The exchange that a quote is asked for. */
export interface QuoteRequest {
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
  create(access: SessionAccess, accountId: string, request: QuoteRequest, ctx?: CallContext): Promise<BunqQuote>
  get(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqQuote>
}

export const createQuotes = (caller: Caller): BunqQuotes => {
  const get: BunqQuotes['get'] = async (access, accountId, quoteId, ctx) => {
    const call = { ctx, params: { accountId, quoteId } }
    return toQuote(await createClient(caller, access).read(endpoints.getQuote, /Quote$/, quoteSchema, call))
  }
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

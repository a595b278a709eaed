import { type CallContext, type Money, NostroError, type SessionAccess, type Transaction } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listAll } from '../api/client.ts'
import { amountSchema } from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'
import { readBack } from '../api/read-back.ts'
import { toWireAmount } from '../payments/field-rules.ts'
import { actionSchema, isPending, toPendingTransaction, type WireCardAction } from './to-pending-transaction.ts'

const cardSchema = z.object({
  id: z.number(),
  type: z.string().nullish(),
  status: z.string().nullish(),
  order_status: z.string().nullish(),
  second_line: z.string().nullish(),
  name_on_card: z.string().nullish(),
  expiry_date: z.string().nullish(),
  card_limit: amountSchema.nullish(),
  card_limit_atm: amountSchema.nullish(),
})

export type BunqCard = Entry<z.infer<typeof cardSchema>>
/** An authorisation at a till: reserved, settled or refused. What was settled is also a payment. */
export type BunqCardAction = Entry<WireCardAction>

export interface CardChange {
  readonly limit?: Money
  readonly limitAtm?: Money
  /** What a holder may set. */
  readonly status?: 'ACTIVE' | 'DEACTIVATED' | 'LOST' | 'STOLEN' | 'CANCELLED'
}

/** Cards without their secrets: no PIN, no CVC, no full number. */
export interface BunqCards {
  list(access: SessionAccess, ctx?: CallContext): Promise<readonly BunqCard[]>
  get(access: SessionAccess, id: string, ctx?: CallContext): Promise<BunqCard>
  /** @throws NostroError `outcome_unknown` on a fault of the bank, which has answered so after a change that succeeded */
  change(access: SessionAccess, id: string, change: CardChange, ctx?: CallContext): Promise<BunqCard>
  actions(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<readonly BunqCardAction[]>
  /** Reservations that have not booked yet, as pending transactions. They book as payments under another id. */
  pending(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<readonly Transaction[]>
}

/** `CardDebit`, `CardCredit`, `Card`: the wrapper depends on the route. */
const isCard = /^Card/

export const createCards = (caller: Caller): BunqCards => {
  const get: BunqCards['get'] = (access, cardId, ctx) =>
    createClient(caller, access).read(endpoints.getCard, isCard, cardSchema, { ctx, params: { cardId } })
  const actions: BunqCards['actions'] = (access, accountId, ctx) =>
    listAll(createClient(caller, access), endpoints.listCardActions, actionSchema, { ctx, params: { accountId } })
  return {
    get,
    list: (access, ctx) => listAll(createClient(caller, access), endpoints.listCards, cardSchema, { ctx }),
    change: async (access, cardId, change, ctx) => {
      const body = toBody(change)
      await createClient(caller, access).send(endpoints.updateCard, { ctx, params: { cardId }, body })
      return readBack(endpoints.updateCard, () => get(access, cardId, ctx))
    },
    actions,
    pending: async (access, accountId, ctx) =>
      (await actions(access, accountId, ctx))
        .filter(({ wire }) => isPending(wire))
        .map((entry) => toPendingTransaction(entry, accountId)),
  }
}

const toBody = ({ limit, limitAtm, status }: CardChange): Readonly<Record<string, unknown>> => {
  const body = {
    ...(limit === undefined ? {} : { card_limit: toWireAmount(limit, 'limit') }),
    ...(limitAtm === undefined ? {} : { card_limit_atm: toWireAmount(limitAtm, 'limitAtm') }),
    ...(status === undefined ? {} : { status }),
  }
  if (Object.keys(body).length > 0) return body
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The change of the card is empty.',
    hint: 'Give a limit or a status.',
  })
}

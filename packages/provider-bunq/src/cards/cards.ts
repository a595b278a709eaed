import {
  type CallContext,
  type Counterparty,
  type Instant,
  type Money,
  NostroError,
  type Page,
  type SessionAccess,
  type Transaction,
} from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listAll } from '../api/client.ts'
import { amountSchema, toOptionalMoney, toOptionalText } from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'
import { toWireAmount } from '../api/field-rules.ts'
import { readBack } from '../api/read-back.ts'
import { toDayAndInstant } from '../api/timestamp.ts'
import { toCounterparty } from '../api/to-counterparty.ts'
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

/** A card as its owner sees it. Words are bunq's own. */
export interface BunqCard {
  readonly id: string
  /** Such as `MASTERCARD`. */
  readonly type?: string | undefined
  readonly status?: string | undefined
  readonly orderStatus?: string | undefined
  /** The second line printed on it. */
  readonly label?: string | undefined
  readonly nameOnCard?: string | undefined
  /** As bunq writes it: `YYYY-MM-DD`. */
  readonly expiryDate?: string | undefined
  readonly limit?: Money | undefined
  readonly limitAtm?: Money | undefined
  readonly raw: unknown
}

/** An authorisation at a till: reserved, settled or refused. What was settled is also a payment. Words are bunq's own. */
export interface BunqCardAction {
  readonly id: string
  readonly createdAt: Instant
  readonly cardId?: string | undefined
  /** In the account's currency, without sign. */
  readonly amount?: Money | undefined
  /** In the currency of the till, without sign. */
  readonly localAmount?: Money | undefined
  readonly decision?: string | undefined
  readonly paymentStatus?: string | undefined
  readonly authorisationStatus?: string | undefined
  readonly settlementStatus?: string | undefined
  readonly description?: string | undefined
  readonly counterparty?: Counterparty | undefined
  readonly raw: unknown
}

/** What of a card is to change; what is absent stays. */
export interface CardChange {
  readonly limit?: Money | undefined
  readonly limitAtm?: Money | undefined
  /** What a holder may set. */
  readonly status?: 'ACTIVE' | 'DEACTIVATED' | 'LOST' | 'STOLEN' | 'CANCELLED' | undefined
}

/** Cards without their secrets: no PIN, no CVC, no full number. */
export interface BunqCards {
  list(access: SessionAccess, ctx?: CallContext): Promise<Page<BunqCard>>
  get(access: SessionAccess, id: string, ctx?: CallContext): Promise<BunqCard>
  /** @throws NostroError `outcome_unknown` on a fault of the bank, which has answered so after a change that succeeded */
  change(access: SessionAccess, id: string, change: CardChange, ctx?: CallContext): Promise<BunqCard>
  actions(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<Page<BunqCardAction>>
  /** Reservations that have not booked yet, as pending transactions. They book as payments under another id. */
  pending(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<Page<Transaction>>
}

/** `CardDebit`, `CardCredit`, `Card`: the wrapper depends on the route. */
const isCard = /^Card/

export const createCards = (caller: Caller): BunqCards => {
  const get: BunqCards['get'] = async (access, cardId, ctx) =>
    toCard(await createClient(caller, access).read(endpoints.getCard, isCard, cardSchema, { ctx, params: { cardId } }))
  return {
    get,
    list: (access, ctx) =>
      listAll(createClient(caller, access), endpoints.listCards, { ctx }, { schema: cardSchema, map: toCard }),
    change: async (access, cardId, change, ctx) => {
      const body = toBody(change)
      await createClient(caller, access).send(endpoints.updateCard, { ctx, params: { cardId }, body })
      return readBack(endpoints.updateCard, () => get(access, cardId, ctx))
    },
    actions: (access, accountId, ctx) => {
      const call = { ctx, params: { accountId } }
      const reader = { schema: actionSchema, map: toAction }
      return listAll(createClient(caller, access), endpoints.listCardActions, call, reader)
    },
    pending: async (access, accountId, ctx) => {
      const call = { ctx, params: { accountId } }
      const map = (entry: Entry<WireCardAction>): Transaction | undefined =>
        isPending(entry.wire) ? toPendingTransaction(entry, accountId) : undefined
      const page = await listAll(createClient(caller, access), endpoints.listCardActions, call, {
        schema: actionSchema,
        map,
      })
      return { ...page, items: page.items.filter((item) => item !== undefined) }
    },
  }
}

const toCard = ({ wire, raw }: Entry<z.infer<typeof cardSchema>>): BunqCard => ({
  id: String(wire.id),
  type: toOptionalText(wire.type),
  status: toOptionalText(wire.status),
  orderStatus: toOptionalText(wire.order_status),
  label: toOptionalText(wire.second_line),
  nameOnCard: toOptionalText(wire.name_on_card),
  expiryDate: toOptionalText(wire.expiry_date),
  limit: toOptionalMoney(wire.card_limit),
  limitAtm: toOptionalMoney(wire.card_limit_atm),
  raw,
})

const toAction = ({ wire, raw }: Entry<WireCardAction>): BunqCardAction => ({
  id: String(wire.id),
  createdAt: toDayAndInstant(wire.created).instant,
  cardId: wire.card_id == null ? undefined : String(wire.card_id),
  amount: toOptionalMoney(wire.amount_billing),
  localAmount: toOptionalMoney(wire.amount_local),
  decision: toOptionalText(wire.decision),
  paymentStatus: toOptionalText(wire.payment_status),
  authorisationStatus: toOptionalText(wire.authorisation_status),
  settlementStatus: toOptionalText(wire.settlement_status),
  description: toOptionalText(wire.description),
  counterparty: toCounterparty(wire.counterparty_alias),
  raw,
})

const toBody = ({ limit, limitAtm, status }: CardChange): Readonly<Record<string, unknown>> => {
  const body = {
    card_limit: limit === undefined ? undefined : toWireAmount(limit, 'limit'),
    card_limit_atm: limitAtm === undefined ? undefined : toWireAmount(limitAtm, 'limitAtm'),
    status,
  }
  if (Object.values(body).some((value) => value !== undefined)) return body
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The change of the card is empty.',
    hint: 'Give a limit or a status.',
  })
}

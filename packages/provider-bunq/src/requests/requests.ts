import {
  type CallContext,
  type Counterparty,
  type Instant,
  type Money,
  NostroError,
  type Page,
  type SessionAccess,
} from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listAll } from '../api/client.ts'
import { toOptionalInstant, toOptionalMoney, toOptionalText } from '../api/common-schemas.ts'
import { type Endpoint, endpoints } from '../api/endpoints.ts'
import { toWireAmount } from '../api/field-rules.ts'
import { requestSchema, type WireRequest } from '../api/payment-schemas.ts'
import { readBack } from '../api/read-back.ts'
import { toCounterparty } from '../api/to-counterparty.ts'

/** A request for money, ours or somebody else's. */
export interface BunqRequest {
  readonly id: string
  /** bunq's word: `PENDING`, `ACCEPTED`, `REJECTED`, `REVOKED`, `EXPIRED`. */
  readonly status?: string | undefined
  readonly createdAt?: Instant | undefined
  /** What was asked for. */
  readonly amount?: Money | undefined
  /** What was paid. */
  readonly amountPaid?: Money | undefined
  readonly description?: string | undefined
  readonly counterparty?: Counterparty | undefined
  /** The page on which somebody without bunq can pay. */
  readonly shareUrl?: string | undefined
  readonly raw: unknown
}

const tabSchema = z.object({
  id: z.number(),
  status: z.string().nullish(),
  bunqme_tab_share_url: z.string().nullish(),
  result_inquiries: z.array(z.unknown()).nullish(),
})

/** A bunq.me page on which anybody can pay. */
export interface BunqTab {
  readonly id: string
  readonly status?: string | undefined
  /** The page's address. */
  readonly shareUrl?: string | undefined
  /** How many payments came in by it. */
  readonly paymentCount: number
  readonly raw: unknown
}

/** A request of somebody else that is to be paid. */
export interface RequestToAccept {
  /** The account that pays. */
  readonly accountId: string
  readonly id: string
  /** The whole amount when absent. */
  readonly amount?: Money | undefined
}

/** Requests of others to us, our own ones beyond `payments`, and bunq.me tabs. */
export interface BunqRequests {
  /** What we asked of others. */
  sent(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<Page<BunqRequest>>
  /** What others ask of us, direct debits among them. */
  received(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<Page<BunqRequest>>
  get(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqRequest>
  /** Pays. The whole amount, unless another is given. @throws NostroError `payment_rejected`, `outcome_unknown` */
  accept(access: SessionAccess, request: RequestToAccept, ctx?: CallContext): Promise<BunqRequest>
  reject(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqRequest>
  /** A page where anybody pays: give its `shareUrl` away. */
  createTab(
    access: SessionAccess,
    accountId: string,
    tab: { readonly amount: Money; readonly description: string; readonly redirectUrl?: string | undefined },
    ctx?: CallContext,
  ): Promise<BunqTab>
  getTab(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqTab>
  cancelTab(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqTab>
}

export const createRequests = (caller: Caller): BunqRequests => {
  const get: BunqRequests['get'] = async (access, accountId, responseId, ctx) => {
    const call = { ctx, params: { accountId, responseId } }
    const client = createClient(caller, access)
    return toRequest(await client.read(endpoints.getRequestResponse, 'RequestResponse', requestSchema, call))
  }
  const list = (endpoint: Endpoint, access: SessionAccess, accountId: string, ctx: CallContext | undefined) => {
    const reader = { schema: requestSchema, map: toRequest }
    return listAll(createClient(caller, access), endpoint, { ctx, params: { accountId } }, reader)
  }
  const answer = async (
    access: SessionAccess,
    { accountId, id }: Omit<RequestToAccept, 'amount'>,
    body: Readonly<Record<string, unknown>>,
    ctx: CallContext | undefined,
  ): Promise<BunqRequest> => {
    const params = { accountId, responseId: id }
    await createClient(caller, access).send(endpoints.answerRequest, { ctx, params, body })
    return readBack(endpoints.answerRequest, () => get(access, accountId, id, ctx))
  }
  const getTab: BunqRequests['getTab'] = async (access, accountId, tabId, ctx) => {
    const call = { ctx, params: { accountId, tabId } }
    return toTab(await createClient(caller, access).read(endpoints.getTab, 'BunqMeTab', tabSchema, call))
  }
  return {
    sent: (access, accountId, ctx) => list(endpoints.listRequests, access, accountId, ctx),
    received: (access, accountId, ctx) => list(endpoints.listRequestResponses, access, accountId, ctx),
    get,
    accept: async (access, request, ctx) => {
      const { accountId, id, amount = await inquired(get(access, accountId, id, ctx)) } = request
      const body = { amount_responded: toWireAmount(amount, 'amount'), status: 'ACCEPTED' }
      return answer(access, request, body, ctx)
    },
    reject: (access, accountId, id, ctx) => answer(access, { accountId, id }, { status: 'REJECTED' }, ctx),
    createTab: async (access, accountId, { amount, description, redirectUrl }, ctx) => {
      const entry = {
        amount_inquired: toWireAmount(amount, 'amount'),
        description,
        redirect_url: redirectUrl,
      }
      const body = { bunqme_tab_entry: entry }
      const id = await createClient(caller, access).create(endpoints.createTab, { ctx, params: { accountId }, body })
      return readBack(endpoints.createTab, () => getTab(access, accountId, id, ctx), id)
    },
    getTab,
    cancelTab: async (access, accountId, tabId, ctx) => {
      const call = { ctx, params: { accountId, tabId }, body: { status: 'CANCELLED' } }
      await createClient(caller, access).send(endpoints.cancelTab, call)
      return readBack(endpoints.cancelTab, () => getTab(access, accountId, tabId, ctx))
    },
  }
}

const toRequest = ({ wire, raw }: Entry<WireRequest>): BunqRequest => ({
  id: String(wire.id),
  status: toOptionalText(wire.status),
  createdAt: toOptionalInstant(wire.created),
  amount: toOptionalMoney(wire.amount_inquired),
  amountPaid: toOptionalMoney(wire.amount_responded),
  description: toOptionalText(wire.description),
  counterparty: toCounterparty(wire.counterparty_alias),
  shareUrl: toOptionalText(wire.bunqme_share_url),
  raw,
})

const toTab = ({ wire, raw }: Entry<z.infer<typeof tabSchema>>): BunqTab => ({
  id: String(wire.id),
  status: toOptionalText(wire.status),
  shareUrl: toOptionalText(wire.bunqme_tab_share_url),
  paymentCount: wire.result_inquiries?.length ?? 0,
  raw,
})

const inquired = async (request: Promise<BunqRequest>): Promise<Money> => {
  const { amount } = await request
  if (amount !== undefined) return amount
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The request names no amount.',
    hint: 'Give the amount to pay.',
  })
}

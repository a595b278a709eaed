import { type CallContext, type Money, NostroError, type SessionAccess } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listAll } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { requestSchema, type WireRequest } from '../api/payment-schemas.ts'
import { readBack } from '../api/read-back.ts'
import { toWireAmount } from '../payments/field-rules.ts'

export type BunqRequest = Entry<WireRequest>

const tabSchema = z.object({
  id: z.number(),
  status: z.string().nullish(),
  bunqme_tab_share_url: z.string().nullish(),
  result_inquiries: z.array(z.unknown()).nullish(),
})

export type BunqTab = Entry<z.infer<typeof tabSchema>>

/** Requests of others to us, our own ones beyond `payments`, and bunq.me tabs. */
export interface BunqRequests {
  /** What we asked of others. */
  sent(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<readonly BunqRequest[]>
  /** What others ask of us, direct debits among them. */
  received(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<readonly BunqRequest[]>
  get(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqRequest>
  /** Pays. The whole amount, unless another is given. @throws NostroError `payment_rejected`, `outcome_unknown` */
  accept(access: SessionAccess, accountId: string, id: string, amount?: Money, ctx?: CallContext): Promise<BunqRequest>
  reject(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqRequest>
  /** A page where anybody pays: give its `bunqme_tab_share_url` away. */
  createTab(
    access: SessionAccess,
    accountId: string,
    tab: { readonly amount: Money; readonly description: string; readonly redirectUrl?: string },
    ctx?: CallContext,
  ): Promise<BunqTab>
  getTab(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqTab>
  cancelTab(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqTab>
}

export const createRequests = (caller: Caller): BunqRequests => {
  const get: BunqRequests['get'] = (access, accountId, responseId, ctx) =>
    createClient(caller, access).read(endpoints.getRequestResponse, 'RequestResponse', requestSchema, {
      ctx,
      params: { accountId, responseId },
    })
  const answer = async (
    access: SessionAccess,
    accountId: string,
    responseId: string,
    body: Readonly<Record<string, unknown>>,
    ctx: CallContext | undefined,
  ): Promise<BunqRequest> => {
    await createClient(caller, access).send(endpoints.answerRequest, { ctx, params: { accountId, responseId }, body })
    return readBack(endpoints.answerRequest, () => get(access, accountId, responseId, ctx))
  }
  const getTab: BunqRequests['getTab'] = (access, accountId, tabId, ctx) =>
    createClient(caller, access).read(endpoints.getTab, 'BunqMeTab', tabSchema, { ctx, params: { accountId, tabId } })
  return {
    sent: (access, accountId, ctx) =>
      listAll(createClient(caller, access), endpoints.listRequests, requestSchema, { ctx, params: { accountId } }),
    received: (access, accountId, ctx) =>
      listAll(createClient(caller, access), endpoints.listRequestResponses, requestSchema, {
        ctx,
        params: { accountId },
      }),
    get,
    accept: async (access, accountId, id, amount, ctx) => {
      const wanted = amount === undefined ? await inquired(get(access, accountId, id, ctx)) : amount
      const body = { amount_responded: toWireAmount(wanted, 'amount'), status: 'ACCEPTED' }
      return answer(access, accountId, id, body, ctx)
    },
    reject: (access, accountId, id, ctx) => answer(access, accountId, id, { status: 'REJECTED' }, ctx),
    createTab: async (access, accountId, { amount, description, redirectUrl }, ctx) => {
      const entry = {
        amount_inquired: toWireAmount(amount, 'amount'),
        description,
        ...(redirectUrl === undefined ? {} : { redirect_url: redirectUrl }),
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

const inquired = async (request: Promise<BunqRequest>): Promise<Money> => {
  const amount = (await request).wire.amount_inquired
  if (amount != null) return { amount: amount.value, currency: amount.currency }
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The request names no amount.',
    hint: 'Give the amount to pay.',
  })
}

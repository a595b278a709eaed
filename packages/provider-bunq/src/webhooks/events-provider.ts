import {
  type BankEvent,
  type CallContext,
  type EventSubscription,
  type EventsProvider,
  NostroError,
  type SessionAccess,
} from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient } from '../api/client.ts'
import type { Endpoint } from '../api/endpoints.ts'
import { endpoints } from '../api/endpoints.ts'
import { contextOf } from '../session/context.ts'
import { listFilters, replaceFilters } from './filters.ts'
import { parseWebhook } from './parse-webhook.ts'
import { verifyWebhook } from './verify-webhook.ts'

/** Webhooks of bunq: the common contract, and subscriptions of single accounts. */
export interface BunqEventsProvider extends EventsProvider {
  /** Filters of one account, beside those of the user. */
  accountSubscriptions(
    access: SessionAccess,
    accountId: string,
    ctx?: CallContext,
  ): Promise<readonly EventSubscription[]>
  subscribeAccount(
    access: SessionAccess,
    accountId: string,
    wanted: readonly EventSubscription[],
    ctx?: CallContext,
  ): Promise<readonly EventSubscription[]>
  /**
   * Reads the event's object again through the API: what stands there is true, whatever the delivery said.
   * @throws NostroError `not_found` when the delivery was made up; `invalid_request` for a kind that cannot be read
   */
  reread(access: SessionAccess, event: BankEvent, ctx?: CallContext): Promise<unknown>
}

/** Where the objects of deliveries are read. */
const readable: Readonly<Record<string, readonly [endpoint: Endpoint, param: string]>> = {
  Payment: [endpoints.getPayment, 'paymentId'],
  PaymentBatch: [endpoints.getPaymentBatch, 'paymentId'],
  DraftPayment: [endpoints.getDraftPayment, 'paymentId'],
  RequestInquiry: [endpoints.getRequest, 'paymentId'],
  RequestResponse: [endpoints.getRequestResponse, 'responseId'],
  ScheduledPayment: [endpoints.getSchedule, 'paymentId'],
  BunqMeTab: [endpoints.getTab, 'tabId'],
  MasterCardAction: [endpoints.getCardAction, 'actionId'],
  MonetaryAccountBank: [endpoints.getAccount, 'accountId'],
  MonetaryAccountSavings: [endpoints.getAccount, 'accountId'],
  MonetaryAccountJoint: [endpoints.getAccount, 'accountId'],
}

export const createEventsProvider = (caller: Caller, sources: readonly string[] | undefined): BunqEventsProvider => ({
  subscriptions: (access, ctx) => listFilters(createClient(caller, access), undefined, ctx),
  subscribe: (access, wanted, ctx) => replaceFilters(createClient(caller, access), wanted, undefined, ctx),
  accountSubscriptions: (access, accountId, ctx) => listFilters(createClient(caller, access), accountId, ctx),
  subscribeAccount: (access, accountId, wanted, ctx) =>
    replaceFilters(createClient(caller, access), wanted, accountId, ctx),
  receive: async (access, event) => {
    const serverPublicKey =
      access === undefined ? undefined : contextOf(await access.get()).installation.serverPublicKey
    const isVerified = verifyWebhook(event, {
      serverPublicKey,
      sources,
    })
    return parseWebhook(event.body, isVerified)
  },
  reread: async (access, { objectType, objectId, accountId }, ctx) => {
    const [endpoint, param] = readable[objectType] ?? []
    if (endpoint === undefined || param === undefined || objectId === undefined) throw unreadable(objectType)
    // Where the event names no account, the path has no place for one.
    const params = accountId === undefined ? { [param]: objectId } : { accountId, [param]: objectId }
    return (await createClient(caller, access).read(endpoint, /./, z.unknown(), { ctx, params })).raw
  },
})

const unreadable = (objectType: string): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: `An object of the kind “${objectType.slice(0, 40)}” cannot be read again here.`,
    hint: 'Use `request` with the route of that object.',
  })

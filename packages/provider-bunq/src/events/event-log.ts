import { type CallContext, type EpochMs, type SessionAccess, toInstant } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listAll, type WirePage } from '../api/client.ts'
import { amountSchema } from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'

const eventSchema = z.object({
  id: z.number(),
  created: z.string().nullish(),
  action: z.string().nullish(),
  status: z.string().nullish(),
  object: z.record(z.string(), z.unknown()).nullish(),
})

const insightSchema = z.object({
  category: z.string().nullish(),
  category_translated: z.string().nullish(),
  amount_total: amountSchema.nullish(),
  number_of_transactions: z.union([z.number(), z.string()]).nullish(),
})

export type BunqEventRecord = Entry<z.infer<typeof eventSchema>>
export type BunqInsight = Entry<z.infer<typeof insightSchema>>

/** What happened on a user's accounts, and where the money went. */
export interface BunqEventLog {
  /** Newest first, a page at a time. */
  events(
    access: SessionAccess,
    filter?: { readonly accountId?: string },
    ctx?: CallContext,
  ): AsyncIterable<WirePage<BunqEventRecord['wire']>>
  /** Spending by category between two moments. */
  insights(
    access: SessionAccess,
    period: { readonly from: EpochMs; readonly to: EpochMs },
    ctx?: CallContext,
  ): Promise<readonly BunqInsight[]>
}

const toTimestamp = (at: EpochMs): string => toInstant(at).replace('T', ' ').replace('Z', '000')

export const createEventLog = (caller: Caller): BunqEventLog => ({
  events: (access, { accountId } = {}, ctx) =>
    createClient(caller, access).pages(endpoints.listEvents, eventSchema, {
      ctx,
      query: accountId === undefined ? {} : { monetary_account_id: accountId },
    }),
  insights: (access, { from, to }, ctx) =>
    listAll(createClient(caller, access), endpoints.listInsights, insightSchema, {
      ctx,
      query: { time_start: toTimestamp(from), time_end: toTimestamp(to) },
    }),
})

import {
  type CallContext,
  type EpochMs,
  type Instant,
  type Money,
  type Page,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listAll } from '../api/client.ts'
import {
  optionalAmountSchema,
  optionalTimeSchema,
  toOptionalInstant,
  toOptionalMoney,
  toOptionalText,
} from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'

const eventSchema = z.object({
  id: z.number(),
  created: optionalTimeSchema,
  action: z.string().nullish(),
  status: z.string().nullish(),
  object: z.record(z.string(), z.unknown()).nullish(),
})

const insightSchema = z.object({
  category: z.string().nullish(),
  category_translated: z.string().nullish(),
  amount_total: optionalAmountSchema,
  number_of_transactions: z.union([z.number(), z.string().regex(/^\d{1,9}$/, 'must be a count')]).nullish(),
})

/** Something that happened. Words are bunq's own. */
export interface BunqEventRecord {
  readonly id: string
  readonly createdAt?: Instant | undefined
  /** Such as `CREATE`. */
  readonly action?: string | undefined
  readonly status?: string | undefined
  /** Such as `Payment`. */
  readonly objectType?: string | undefined
  /** The object as bunq has it. */
  readonly object?: unknown
  readonly raw: unknown
}

/** What was spent in one category. */
export interface BunqInsight {
  /** bunq's word. */
  readonly category?: string | undefined
  /** In the language of the session. */
  readonly label?: string | undefined
  readonly total?: Money | undefined
  readonly count?: number | undefined
  readonly raw: unknown
}

/** What happened on a user's accounts, and where the money went. */
export interface BunqEventLog {
  /** Newest first, a page at a time. */
  events(
    access: SessionAccess,
    filter?: { readonly accountId?: string | undefined },
    ctx?: CallContext,
  ): AsyncIterable<Page<BunqEventRecord>>
  /** Spending by category between two moments. */
  insights(
    access: SessionAccess,
    period: { readonly from: EpochMs; readonly to: EpochMs },
    ctx?: CallContext,
  ): Promise<Page<BunqInsight>>
}

const toTimestamp = (at: EpochMs): string => toInstant(at).replace('T', ' ').replace('Z', '000')

export const createEventLog = (caller: Caller): BunqEventLog => ({
  events: async function* (access, { accountId } = {}, ctx) {
    const query = accountId === undefined ? {} : { monetary_account_id: accountId }
    for await (const page of createClient(caller, access).pages(endpoints.listEvents, eventSchema, { ctx, query })) {
      yield { items: page.entries.map(toRecord), problems: page.problems, asOf: toInstant(caller.bankNow()) }
    }
  },
  insights: (access, { from, to }, ctx) => {
    const call = { ctx, query: { time_start: toTimestamp(from), time_end: toTimestamp(to) } }
    const reader = { schema: insightSchema, map: toInsight }
    return listAll(createClient(caller, access), endpoints.listInsights, call, reader)
  },
})

const toRecord = ({ wire, raw }: Entry<z.infer<typeof eventSchema>>): BunqEventRecord => {
  const [objectType, object] = Object.entries(wire.object ?? {})[0] ?? []
  return {
    id: String(wire.id),
    createdAt: toOptionalInstant(wire.created),
    action: toOptionalText(wire.action),
    status: toOptionalText(wire.status),
    objectType,
    object,
    raw,
  }
}

const toInsight = ({ wire, raw }: Entry<z.infer<typeof insightSchema>>): BunqInsight => ({
  category: toOptionalText(wire.category),
  label: toOptionalText(wire.category_translated),
  total: toOptionalMoney(wire.amount_total),
  count: wire.number_of_transactions == null ? undefined : Number(wire.number_of_transactions),
  raw,
})

import {
  type CallContext,
  type Counterparty,
  type Instant,
  type Money,
  type Page,
  type PaymentRef,
  toMoney,
} from '@nostro/core'
import { type BunqClient, type Entry, listAll } from '../api/client.ts'
import { toOptionalInstant, toOptionalText } from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'
import type { WireTransfer } from '../api/field-rules.ts'
import { draftSchema, type WireDraft } from '../api/payment-schemas.ts'
import { toCounterparty } from '../api/to-counterparty.ts'
import { paramsOf } from './payment-status.ts'

/** One payment of a draft. */
export interface BunqDraftEntry {
  readonly amount: Money
  readonly counterparty?: Counterparty | undefined
  readonly description?: string | undefined
}

/** Payments that were prepared and wait for the owner. */
export interface BunqDraft {
  readonly id: string
  /** `PENDING`, `ACCEPTED`, `REJECTED` or `CANCELLED`. */
  readonly status?: string | undefined
  readonly createdAt?: Instant | undefined
  /** bunq's own text for the time of the last change; a decision sends it back. */
  readonly updated?: string | undefined
  readonly entries: readonly BunqDraftEntry[]
  readonly raw: unknown
}

const toDraft = ({ wire, raw }: Entry<WireDraft>): BunqDraft => ({
  id: String(wire.id),
  status: toOptionalText(wire.status),
  createdAt: toOptionalInstant(wire.created),
  updated: toOptionalText(wire.updated),
  entries: (wire.entries ?? []).map(({ amount, counterparty_alias: other, description }) => ({
    amount: toMoney(amount.value, amount.currency),
    counterparty: toCounterparty(other),
    description: toOptionalText(description),
  })),
  raw,
})

/** All drafts of an account, finished ones too, newest first. */
export const listDrafts = (
  client: BunqClient,
  accountId: string,
  ctx: CallContext | undefined,
): Promise<Page<BunqDraft>> =>
  listAll(client, endpoints.listDraftPayments, { ctx, params: { accountId } }, { schema: draftSchema, map: toDraft })

export const getDraft = async (client: BunqClient, ref: PaymentRef, ctx: CallContext | undefined): Promise<BunqDraft> =>
  toDraft(await client.read(endpoints.getDraftPayment, 'DraftPayment', draftSchema, { ctx, params: paramsOf(ref) }))

/** What a decision or a change rests on: the draft as the owner has seen it. */
export interface DraftChange {
  readonly change:
    | { readonly status: 'ACCEPTED' | 'REJECTED' | 'CANCELLED' }
    | { readonly entries: readonly WireTransfer[] }
  readonly seen?: BunqDraft | undefined
}

/**
 * Decides a draft, or replaces its entries. Accepting pays; so bunq wants it signed. The time of the draft's last change
 * goes along: somebody else's change since it was seen makes bunq refuse. Without `seen` only a change at this very
 * moment is noticed.
 */
export const changeDraft = async (
  client: BunqClient,
  ref: PaymentRef,
  { change, seen }: DraftChange,
  ctx: CallContext | undefined,
): Promise<void> => {
  const { updated } = seen ?? (await getDraft(client, ref, ctx))
  const body = { ...change, previous_updated_timestamp: updated }
  await client.send(endpoints.updateDraftPayment, { ctx, params: paramsOf(ref), body })
}

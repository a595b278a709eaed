import type { CallContext, PaymentRef } from '@nostro/core'
import { type BunqClient, type Entry, listAll } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { draftSchema, type WireDraft } from '../api/payment-schemas.ts'
import type { WireTransfer } from './field-rules.ts'
import { paramsOf } from './payment-status.ts'

/** Payments that were laid ready: `wire.status` is `PENDING`, `ACCEPTED`, `REJECTED` or `CANCELLED`. */
export type BunqDraft = Entry<WireDraft>

/** All drafts of an account, finished ones too, newest first. */
export const listDrafts = (
  client: BunqClient,
  accountId: string,
  ctx: CallContext | undefined,
): Promise<readonly BunqDraft[]> =>
  listAll(client, endpoints.listDraftPayments, draftSchema, { ctx, params: { accountId } })

export const getDraft = (client: BunqClient, ref: PaymentRef, ctx: CallContext | undefined): Promise<BunqDraft> =>
  client.read(endpoints.getDraftPayment, 'DraftPayment', draftSchema, { ctx, params: paramsOf(ref) })

/**
 * Accepting pays; so bunq wants it signed. The time of the draft's last change goes along: somebody else's change since
 * it was seen makes bunq refuse. Without `seen` only a change at this very moment is noticed.
 */
export const decideDraft = async (
  client: BunqClient,
  ref: PaymentRef,
  status: 'ACCEPTED' | 'REJECTED' | 'CANCELLED',
  ctx: CallContext | undefined,
  seen?: BunqDraft,
): Promise<void> => changeDraft(client, ref, { status }, ctx, seen)

/** Other entries in place of those that the draft has. */
export const replaceEntries = (
  client: BunqClient,
  ref: PaymentRef,
  entries: readonly WireTransfer[],
  ctx: CallContext | undefined,
  seen?: BunqDraft,
): Promise<void> => changeDraft(client, ref, { entries }, ctx, seen)

const changeDraft = async (
  client: BunqClient,
  ref: PaymentRef,
  change: object,
  ctx: CallContext | undefined,
  seen: BunqDraft | undefined,
): Promise<void> => {
  const { wire } = seen ?? (await getDraft(client, ref, ctx))
  const updated = wire.updated == null ? {} : { previous_updated_timestamp: wire.updated }
  await client.send(endpoints.updateDraftPayment, { ctx, params: paramsOf(ref), body: { ...change, ...updated } })
}

import type { CallContext, PaymentRef } from '@nostro/core'
import { type BunqClient, type Entry, listAll } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { draftSchema, type WireDraft } from '../api/payment-schemas.ts'
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
 * Accepting pays; so bunq wants it signed. The time of the draft's last change goes along: somebody else's change in
 * between makes bunq refuse.
 */
export const decideDraft = async (
  client: BunqClient,
  ref: PaymentRef,
  status: 'ACCEPTED' | 'REJECTED' | 'CANCELLED',
  ctx: CallContext | undefined,
): Promise<void> => {
  const call = { ctx, params: paramsOf(ref) }
  const { wire } = await getDraft(client, ref, ctx)
  const updated = wire.updated == null ? {} : { previous_updated_timestamp: wire.updated }
  await client.send(endpoints.updateDraftPayment, { ...call, body: { status, ...updated } })
}

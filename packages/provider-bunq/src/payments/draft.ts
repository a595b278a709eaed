import type { CallContext, PaymentRef } from '@nostro/core'
import type { BunqClient } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { draftSchema } from '../api/payment-schemas.ts'
import { paramsOf } from './payment-status.ts'

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
  const { wire } = await client.read(endpoints.getDraftPayment, 'DraftPayment', draftSchema, call)
  const updated = wire.updated == null ? {} : { previous_updated_timestamp: wire.updated }
  await client.send(endpoints.updateDraftPayment, { ...call, body: { status, ...updated } })
}

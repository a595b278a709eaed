import {
  type CallContext,
  type EpochMs,
  NostroError,
  type PaymentRef,
  type PaymentStatus,
  toInstant,
} from '@nostro/core'
import type { BunqClient } from '../api/client.ts'
import { type Endpoint, endpoints } from '../api/endpoints.ts'
import {
  draftSchema,
  paymentBatchSchema,
  paymentSchema,
  requestSchema,
  scheduledSchema,
} from '../api/payment-schemas.ts'
import { isFinal, paymentStatusOf, toTransactionStatus } from './to-payment-status.ts'

/** `details.scheduled` marks a batch that waits for its day. */
export const paramsOf = ({ id, provider, details }: PaymentRef): { accountId: string; paymentId: string } => {
  const accountId = details?.['accountId']
  if (provider === 'bunq' && accountId !== undefined) return { accountId, paymentId: id }
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The reference is not one that bunq’s `initiate` gave.',
    hint: 'Keep the whole `ref`, with its details.',
  })
}

interface Found {
  readonly status: PaymentStatus['transactionStatus']
  readonly raw: unknown
}

export const readStatus = async (
  client: BunqClient,
  ref: PaymentRef,
  ctx: CallContext | undefined,
  now: () => EpochMs,
): Promise<PaymentStatus> => {
  const { status, raw } = await find(client, ref, ctx)
  return { ref, transactionStatus: status, final: isFinal(status), reasons: [], asOf: toInstant(now()), raw }
}

const find = async (client: BunqClient, ref: PaymentRef, ctx: CallContext | undefined): Promise<Found> => {
  const call = { ctx, params: paramsOf(ref) }
  const schedule = async (endpoint: Endpoint): Promise<Found> => {
    const { wire, raw } = await client.read(endpoint, /./, scheduledSchema, call)
    return { status: toTransactionStatus(wire.schedule?.status ?? wire.status), raw }
  }
  switch (ref.kind) {
    case 'single':
    case 'instant': {
      const { wire, raw } = await client.read(endpoints.getPayment, 'Payment', paymentSchema, call)
      return { status: paymentStatusOf(wire.payment_suspended_outgoing), raw }
    }
    case 'bulk': {
      if (ref.details?.['scheduled'] === 'true') return schedule(endpoints.getBatchSchedule)
      const { raw } = await client.read(endpoints.getPaymentBatch, 'PaymentBatch', paymentBatchSchema, call)
      return { status: 'ACSC', raw }
    }
    case 'draft': {
      const { wire, raw } = await client.read(endpoints.getDraftPayment, 'DraftPayment', draftSchema, call)
      return { status: toTransactionStatus(wire.status), raw }
    }
    case 'request': {
      const { wire, raw } = await client.read(endpoints.getRequest, 'RequestInquiry', requestSchema, call)
      return { status: toTransactionStatus(wire.status), raw }
    }
    case 'scheduled':
    case 'periodic':
      return schedule(endpoints.getSchedule)
  }
}

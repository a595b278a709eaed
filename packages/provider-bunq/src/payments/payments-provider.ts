import {
  type CallContext,
  type CreditTransfer,
  type InitiateOptions,
  NostroError,
  type Page,
  type Payment,
  type PaymentLookup,
  type PaymentRef,
  type PaymentStatus,
  type PaymentsProvider,
  type SessionAccess,
} from '@nostro/core'
import { checkPaymentRef } from '@nostro/provider-kit'
import { type BunqClient, createClient } from '../api/client.ts'
import { type Endpoint, endpoints } from '../api/endpoints.ts'
import { refuse } from '../api/field-rules.ts'
import { readBack } from '../api/read-back.ts'
import { bunq } from '../bank.ts'
import { type BunqDraft, changeDraft, getDraft, listDrafts } from './draft.ts'
import { toTransfers } from './from-payment.ts'
import { createInitiation } from './initiation.ts'
import type { PaymentParts } from './payment-parts.ts'
import { paramsOf, readStatus } from './payment-status.ts'

/** Payments at bunq: the common contract, and drafts. */
export interface BunqPaymentsProvider extends PaymentsProvider {
  cancel(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<PaymentStatus>
  lookup(access: SessionAccess, payment: Payment, options: InitiateOptions, ctx?: CallContext): Promise<PaymentLookup>
  /** All drafts of an account, finished ones too, newest first. */
  drafts(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<Page<BunqDraft>>
  /** The entries of one draft, as bunq has them. */
  draft(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<BunqDraft>
  /**
   * The owner's own key may accept or reject a draft. Accepting pays. Give the draft as the owner has `seen` it: when it
   * was changed since, bunq refuses.
   */
  decideDraft(
    access: SessionAccess,
    ref: PaymentRef,
    decision: { readonly status: 'ACCEPTED' | 'REJECTED'; readonly seen?: BunqDraft | undefined },
    ctx?: CallContext,
  ): Promise<PaymentStatus>
  /** Other entries in place of those of a draft that still waits; `seen` as with `decideDraft`. */
  updateDraft(
    access: SessionAccess,
    ref: PaymentRef,
    change: { readonly payments: readonly CreditTransfer[]; readonly seen?: BunqDraft | undefined },
    ctx?: CallContext,
  ): Promise<BunqDraft>
}

export const createPaymentsProvider = (parts: PaymentParts): BunqPaymentsProvider => {
  const { caller } = parts
  const status: PaymentsProvider['status'] = async (access, ref, ctx) => {
    checkPaymentRef(ref, bunq)
    return readStatus(createClient(caller, access), ref, ctx, () => caller.bankNow())
  }
  const { initiate, lookup } = createInitiation(parts)

  return {
    status,
    initiate,
    lookup,
    cancel: async (access, ref, ctx) => {
      const endpoint = await cancel(createClient(caller, access), ref, ctx)
      return readBack(endpoint, () => status(access, ref, ctx))
    },
    drafts: (access, accountId, ctx) => listDrafts(createClient(caller, access), accountId, ctx),
    draft: async (access, ref, ctx) => {
      checkDraft(ref)
      return getDraft(createClient(caller, access), ref, ctx)
    },
    decideDraft: async (access, ref, { status: decided, seen }, ctx) => {
      checkDraft(ref)
      await changeDraft(createClient(caller, access), ref, { change: { status: decided }, seen }, ctx)
      return readBack(endpoints.updateDraftPayment, () => status(access, ref, ctx))
    },
    updateDraft: async (access, ref, { payments, seen }, ctx) => {
      checkDraft(ref)
      const client = createClient(caller, access)
      await changeDraft(client, ref, { change: { entries: toTransfers(payments) }, seen }, ctx)
      return readBack(endpoints.updateDraftPayment, () => getDraft(client, ref, ctx))
    },
  }
}

const checkDraft = ({ kind }: PaymentRef): void => {
  if (kind !== 'draft') refuse('ref', 'is not that of a draft', 'Pass the `ref` of a draft payment.')
}

/** Gives the endpoint that did it. */
const cancel = async (client: BunqClient, ref: PaymentRef, ctx: CallContext | undefined): Promise<Endpoint> => {
  const call = { ctx, params: paramsOf(ref) }
  if (ref.kind === 'draft') {
    await changeDraft(client, ref, { change: { status: 'CANCELLED' } }, ctx)
    return endpoints.updateDraftPayment
  }
  if (ref.kind === 'request') {
    await client.send(endpoints.revokeRequest, { ...call, body: { status: 'REVOKED' } })
    return endpoints.revokeRequest
  }
  const endpoint = scheduleEndpointOf(ref)
  await client.send(endpoint, call)
  return endpoint
}

const scheduleEndpointOf = ({ kind, details }: PaymentRef): Endpoint => {
  if (kind === 'scheduled' || kind === 'periodic') return endpoints.deleteSchedule
  if (kind === 'bulk' && details?.['scheduled'] === 'true') return endpoints.deleteBatchSchedule
  throw cannotCancel()
}

const cannotCancel = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'A payment that bunq has booked cannot be cancelled.',
    hint: 'Ask the receiver to pay it back.',
  })

import {
  type CallContext,
  type Clock,
  type CreditTransfer,
  type EpochMs,
  type InitiatedPayment,
  type InitiateOptions,
  NostroError,
  type Payment,
  type PaymentLookup,
  type PaymentRef,
  type PaymentStatus,
  type PaymentsProvider,
  type SessionAccess,
} from '@nostro/core'
import type { Caller } from '../api/caller.ts'
import { type BunqClient, createClient } from '../api/client.ts'
import { type Endpoint, endpoints } from '../api/endpoints.ts'
import { readBack } from '../api/read-back.ts'
import { resolveDebtor } from './debtor-account.ts'
import { type BunqDraft, decideDraft, getDraft, listDrafts, replaceEntries } from './draft.ts'
import { refuse } from './field-rules.ts'
import { fromPayment, type PaymentOrder, toTransfers } from './from-payment.ts'
import { createIntents, toFingerprint } from './intents.ts'
import { findMatches } from './lookup.ts'
import { paramsOf, readStatus } from './payment-status.ts'
import { initialStatus } from './to-payment-status.ts'

export interface BunqPaymentsProvider extends PaymentsProvider {
  cancel(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<PaymentStatus>
  lookup(access: SessionAccess, payment: Payment, options: InitiateOptions, ctx?: CallContext): Promise<PaymentLookup>
  /** All drafts of an account, finished ones too, newest first. */
  drafts(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<readonly BunqDraft[]>
  /** The entries of one draft, as bunq has them. */
  draft(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<BunqDraft>
  /**
   * The owner's own key may accept or reject a draft. Accepting pays. Give the draft as the owner has `seen` it: when it
   * was changed since, bunq refuses.
   */
  decideDraft(
    access: SessionAccess,
    ref: PaymentRef,
    decision: 'ACCEPTED' | 'REJECTED',
    ctx?: CallContext,
    seen?: BunqDraft,
  ): Promise<PaymentStatus>
  /** Other entries in place of those of a draft that still waits; `seen` as with `decideDraft`. */
  updateDraft(
    access: SessionAccess,
    ref: PaymentRef,
    payments: readonly CreditTransfer[],
    ctx?: CallContext,
    seen?: BunqDraft,
  ): Promise<BunqDraft>
}

export interface PaymentParts {
  readonly caller: Caller
  readonly clock: Clock
  /** How long absence is watched before it counts as "not made". */
  readonly settleMs: number
}

const hourMs = 3_600_000
/** bunq's `Date` has whole seconds, and its clock is learnt from it. */
const clockSlackMs = 5_000
const lookEveryMs = 500

export const createPaymentsProvider = ({ caller, clock, settleMs }: PaymentParts): BunqPaymentsProvider => {
  const intents = createIntents()
  const now = (): EpochMs => caller.bankNow()

  const toRef = (payment: Payment, accountId: string, id: string): PaymentRef => ({
    provider: 'bunq',
    kind: payment.kind,
    id,
    details: {
      accountId,
      ...(payment.kind === 'bulk' && payment.requestedExecutionDate !== undefined ? { scheduled: 'true' } : {}),
    },
  })

  const pay = async (
    client: BunqClient,
    payment: Payment,
    order: PaymentOrder,
    accountId: string,
    requestId: string,
    ctx: CallContext | undefined,
  ): Promise<InitiatedPayment> => {
    const id = await client.create(order.endpoint, { ctx, params: { accountId }, body: order.body, requestId })
    return toInitiated(payment, toRef(payment, accountId, id))
  }

  const status: PaymentsProvider['status'] = (access, ref, ctx) =>
    readStatus(createClient(caller, access), ref, ctx, now)

  return {
    status,
    initiate: async (access, payment, options, ctx) => {
      checkOptions(options)
      const order = fromPayment(payment, now())
      const client = createClient(caller, access)
      const accountId = await resolveDebtor(client, payment.debtor, ctx)
      const key = options.idempotencyKey
      const subject = { ...identify(payment, order, accountId), startedAt: clock.now(), bankStartedAt: now() }
      return intents.run(key, subject, () => pay(client, payment, order, accountId, key, ctx))
    },
    lookup: async (access, payment, options, ctx) => {
      checkOptions(options)
      const order = fromPayment(payment, 0)
      const client = createClient(caller, access)
      const key = options.idempotencyKey
      const intent = intents.find(key)
      const accountId = await resolveDebtor(client, payment.debtor, ctx)
      if (intent?.id !== undefined) return { outcome: 'executed', ref: toRef(payment, accountId, intent.id) }
      if (intent?.state === 'running') return { outcome: 'outcome_unknown' }
      const startedAt = intent?.startedAt ?? options.startedAt ?? clock.now() - hourMs
      // The earlier of two estimates: a payment that falls out of the window would count as not made.
      const since = (): EpochMs =>
        Math.min(startedAt + now() - clock.now(), intent?.bankStartedAt ?? startedAt) - clockSlackMs
      const identity = identify(payment, order, accountId)
      const isStartKnown = intent !== undefined || options.startedAt !== undefined
      const deadline = clock.now() + settleMs
      for (;;) {
        const search = { order, accountId, since, claimed: intents.claimed(key) }
        const { ids, isDoubtful } = await findMatches(client, search, ctx)
        const [id] = ids
        // Another lost payment that looks the same, to somebody else: nobody can say whose this one is.
        if (isDoubtful || ids.length > 1 || (id !== undefined && intents.hasRivals(key, identity))) {
          return { outcome: 'outcome_unknown' }
        }
        if (id !== undefined) {
          const ref = toRef(payment, accountId, id)
          const subject = { ...identity, startedAt, bankStartedAt: intent?.bankStartedAt ?? startedAt }
          intents.settle(key, subject, toInitiated(payment, ref))
          return { outcome: 'executed', ref }
        }
        // A request may still be on its way to the bank's records.
        if (clock.now() >= deadline) {
          // Nobody knows how far back to look: absence in the last hour proves nothing.
          if (!isStartKnown) return { outcome: 'outcome_unknown' }
          intents.forget(key)
          return { outcome: 'not_executed' }
        }
        await clock.sleep(lookEveryMs, ctx?.signal)
      }
    },
    cancel: async (access, ref, ctx) => {
      const endpoint = await cancel(createClient(caller, access), ref, ctx)
      return readBack(endpoint, () => status(access, ref, ctx))
    },
    drafts: (access, accountId, ctx) => listDrafts(createClient(caller, access), accountId, ctx),
    draft: async (access, ref, ctx) => {
      checkDraft(ref)
      return getDraft(createClient(caller, access), ref, ctx)
    },
    decideDraft: async (access, ref, decision, ctx, seen) => {
      checkDraft(ref)
      await decideDraft(createClient(caller, access), ref, decision, ctx, seen)
      return readBack(endpoints.updateDraftPayment, () => status(access, ref, ctx))
    },
    updateDraft: async (access, ref, payments, ctx, seen) => {
      checkDraft(ref)
      const client = createClient(caller, access)
      await replaceEntries(client, ref, toTransfers(payments), ctx, seen)
      return readBack(endpoints.updateDraftPayment, () => getDraft(client, ref, ctx))
    },
  }
}

const toInitiated = ({ kind }: Payment, ref: PaymentRef): InitiatedPayment => ({
  ref,
  transactionStatus: ref.details?.['scheduled'] === 'true' ? 'PDNG' : initialStatus[kind],
  raw: { Id: { id: Number(ref.id) } },
})

/** All of a payment, and the part of it that the bank shows in every record: parties may be shown by name only. */
const identify = ({ kind }: Payment, { body, transfers }: PaymentOrder, accountId: string) => ({
  fingerprint: toFingerprint([accountId, kind, body]),
  lookalike: toFingerprint([
    accountId,
    kind,
    transfers.map(({ amount, description }) => [amount.value, amount.currency, description]),
  ]),
})

const checkDraft = ({ kind }: PaymentRef): void => {
  if (kind !== 'draft') refuse('ref', 'is not that of a draft', 'Pass the `ref` of a draft payment.')
}

const checkOptions = ({ idempotencyKey }: InitiateOptions): void => {
  // It becomes a header's value.
  if (/^[!-~]{1,128}$/.test(idempotencyKey)) return
  refuse('idempotencyKey', 'must be 1 to 128 printable ASCII characters', 'A UUID serves well.')
}

/** Gives the endpoint that did it. */
const cancel = async (client: BunqClient, ref: PaymentRef, ctx: CallContext | undefined): Promise<Endpoint> => {
  const call = { ctx, params: paramsOf(ref) }
  if (ref.kind === 'draft') {
    await decideDraft(client, ref, 'CANCELLED', ctx)
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

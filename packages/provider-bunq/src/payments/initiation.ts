import {
  type CallContext,
  type InitiatedPayment,
  type InitiateOptions,
  NostroError,
  type Payment,
  type PaymentIntent,
  type PaymentLookup,
  type PaymentRef,
  type PaymentsProvider,
  type SessionAccess,
} from '@nostro/core'
import {
  checkContext,
  checkInput,
  checkPayment,
  initiateOnce,
  initiateSchema,
  lookUpOnce,
  type PaymentOrder as OnceOrder,
  sessionOf,
} from '@nostro/provider-kit'
import { z } from 'zod'
import { type BunqClient, createClient } from '../api/client.ts'
import { bunq, paymentKinds } from '../bank.ts'
import { contextOf } from '../session/context.ts'
import { resolveDebtor } from './debtor-account.ts'
import { listingOf } from './find-candidates.ts'
import { findPayment } from './find-payment.ts'
import { fromPayment, type PaymentOrder } from './from-payment.ts'
import { type PaymentNotes, readPaymentNotes } from './payment-notes.ts'
import type { PaymentParts } from './payment-parts.ts'
import { initialStatus } from './to-payment-status.ts'

/** A payment that bunq would take, and the account that pays. */
interface Prepared {
  readonly payment: Payment
  readonly options: InitiateOptions
  readonly ctx: CallContext | undefined
  readonly client: BunqClient
  readonly order: PaymentOrder
  readonly accountId: string
  readonly userId: string
  /** As the store has it before this call. */
  readonly kept: PaymentIntent | undefined
}

/**
 * Payments once per idempotency key. bunq has no idempotency of its own, and its records do not show the request id: a
 * payment whose answer was lost is found by what it looks like, among the entries that came after it was sent.
 */
export const createInitiation = (parts: PaymentParts): Required<Pick<PaymentsProvider, 'initiate' | 'lookup'>> => {
  const { caller, clock, logger, intents, instance } = parts
  const once = { bank: bunq, instance, intents, clock, logger }
  return {
    initiate: async (access, payment, options, ctx) => {
      const [prepared, notes] = await beforeSending(async () => {
        const ready = await prepare(parts, access, { payment, options }, ctx)
        if (ready.kept?.state === 'known') return [ready, undefined] as const
        if (ready.kept === undefined) fromPayment(payment, caller.bankNow())
        return [ready, await takeNotes(parts, ready)] as const
      })
      return initiateOnce(once, toOnceOrder(prepared, notes), {
        send: () => send(parts, prepared),
        search: (intent) => search(parts, prepared, intent),
        recall: (ref) => toInitiated(payment, ref),
      })
    },
    lookup: async (access, payment, options, ctx) => {
      const prepared = await prepare(parts, access, { payment, options }, ctx)
      return lookUpOnce(once, toOnceOrder(prepared, undefined), (intent) => search(parts, prepared, intent))
    },
  }
}

/** Everything that can be refused before anything is sent. */
const prepare = async (
  { caller, intents, instance }: PaymentParts,
  access: SessionAccess,
  { payment, options }: Pick<Prepared, 'payment' | 'options'>,
  ctx: CallContext | undefined,
): Promise<Prepared> => {
  checkContext(ctx, bunq)
  checkInput(initiateSchema, options, { bank: bunq, what: 'options' })
  checkPayment(payment, { bank: bunq, kinds: paymentKinds })
  const order = fromPayment(payment, 0)
  const userId = contextOf(await sessionOf(access, { bank: bunq })).user.id
  const client = createClient(caller, access)
  const kept = await intents.get(instance, options.idempotencyKey)
  const notes = readPaymentNotes(kept)
  // An account that was chosen once stays, also when another one could be chosen by now.
  const isKept = payment.debtor?.accountId === undefined && notes?.userId === userId
  const accountId = isKept ? notes.accountId : await resolveDebtor(client, payment.debtor, ctx)
  return { payment, options, ctx, client, order, accountId, userId, kept }
}

const toOnceOrder = ({ payment, options, ctx, accountId }: Prepared, notes: PaymentNotes | undefined): OnceOrder => ({
  payment,
  options,
  ctx,
  // The same payment from another account is another payment.
  extra: { accountId },
  requestId: options.idempotencyKey,
  notes: notes && { ...notes },
})

/** An error before the first byte of the payment leaves no outcome open. */
const beforeSending = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw NostroError.isInstance(error) ? error.with({ sent: false }) : error
  }
}

const newestSchema = z.object({ id: z.number() })

/** What stands newest in the bank's list before the payment is sent: all that comes later has a higher id. */
const takeNotes = async ({ caller }: PaymentParts, prepared: Prepared): Promise<PaymentNotes> => {
  const { client, order, accountId, userId, kept, ctx } = prepared
  const listing = listingOf(order)
  const readNewest = async (): Promise<string | null> => {
    if (listing === undefined) return null
    const call = { ctx, params: { accountId }, query: { count: '1' } }
    const { entries, problems } = await client.page(listing, newestSchema, call)
    const [newest] = entries
    return newest === undefined ? (problems.length === 0 ? '0' : null) : String(newest.wire.id)
  }
  // Who may pay but not list has no records to look in.
  const newestId = await readNewest().catch((error: unknown) => {
    if (NostroError.isInstance(error) && ['forbidden', 'not_found'].includes(error.code)) return null
    throw error
  })
  const before = readPaymentNotes(kept)
  // From before the first attempt: one that was thought lost may still show up.
  return {
    accountId,
    userId,
    newestId: before === undefined ? newestId : before.newestId,
    bankStartedAt: caller.bankNow(),
  }
}

const send = async ({ caller }: PaymentParts, prepared: Prepared): Promise<InitiatedPayment> => {
  const { payment, options, client, accountId, ctx } = prepared
  // The days are compared with today's once more: a repeat may come later.
  const order = fromPayment(payment, caller.bankNow())
  const requestId = options.idempotencyKey
  const id = await client.create(order.endpoint, { ctx, params: { accountId }, body: order.body, requestId })
  return toInitiated(payment, toRef(payment, accountId, id))
}

const search = async (
  parts: PaymentParts,
  { payment, options, client, order, accountId, ctx }: Prepared,
  intent: PaymentIntent | undefined,
): Promise<PaymentLookup> => {
  const found = await findPayment(
    { ...parts, bankNow: () => parts.caller.bankNow() },
    {
      client,
      order,
      accountId,
      ctx,
      intent,
      instance: parts.instance,
      key: options.idempotencyKey,
      startedAt: options.startedAt,
    },
  )
  return typeof found === 'string'
    ? { outcome: found }
    : { outcome: 'executed', ref: toRef(payment, accountId, found.id) }
}

const toRef = (payment: Payment, accountId: string, id: string): PaymentRef => ({
  provider: 'bunq',
  kind: payment.kind,
  id,
  details:
    payment.kind === 'bulk' && payment.requestedExecutionDate !== undefined
      ? { accountId, scheduled: 'true' }
      : { accountId },
})

const toInitiated = ({ kind }: Payment, ref: PaymentRef): InitiatedPayment => ({
  ref,
  transactionStatus: ref.details?.['scheduled'] === 'true' ? 'PDNG' : initialStatus[kind],
  raw: { Id: { id: Number(ref.id) } },
})

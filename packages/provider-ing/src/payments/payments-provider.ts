import {
  type BankResponse,
  type CallContext,
  type Clock,
  type InitiatedPayment,
  type Logger,
  type Payment,
  type PaymentIntentStore,
  type PaymentLookup,
  type PaymentRef,
  type PaymentStatus,
  type PaymentsProvider,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import {
  checkContext,
  checkInput,
  checkPaymentRef,
  createRedirectFlow,
  initiateOnce,
  lookUpOnce,
  sessionOf,
} from '@nostro/provider-kit'
import { z } from 'zod'
import { readAnswer } from '../api/caller.ts'
import { ing } from '../api/errors.ts'
import { refuseField } from '../api/field-rules.ts'
import { anyJsonSchema, type PaymentClient, statusSchema } from '../api/payment-client.ts'
import {
  type IngInitiateOptions,
  type InitiationSettings,
  preparePayment,
  sendPayment,
  toOrder,
} from './initiate-payment.ts'
import { fromRef } from './payment-ref.ts'
import { reasonsOf, toPaymentStatus } from './to-payment-status.ts'

/** A payment as ING keeps it: parsed JSON, or the text of XML and multipart. */
export interface PaymentDetails {
  readonly ref: PaymentRef
  readonly contentType: string
  readonly body: unknown
}

/** In which version ING writes the status of a pain.001 payment. */
export interface StatusOptions {
  /** `03` asks for the older pain.002.001.03 of an XML payment, which cannot say CANC and PATC. */
  readonly pain002?: '03' | '11' | undefined
}

const statusOptionsSchema = z.strictObject({ pain002: z.enum(['03', '11']).optional() }).optional()

/** Payments at ING: the common contract, and their details. */
export interface IngPaymentsProvider extends PaymentsProvider {
  initiate(
    access: SessionAccess,
    payment: Payment,
    options: IngInitiateOptions,
    ctx?: CallContext,
  ): Promise<InitiatedPayment>
  status(access: SessionAccess, ref: PaymentRef, ctx?: CallContext, options?: StatusOptions): Promise<PaymentStatus>
  cancel(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<PaymentStatus>
  /** From what is kept of the payment: ING has no records that can be searched by a key or a request id. */
  lookup(
    access: SessionAccess,
    payment: Payment,
    options: IngInitiateOptions,
    ctx?: CallContext,
  ): Promise<PaymentLookup>
  details(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<PaymentDetails>
}

export interface PaymentsParts extends Omit<InitiationSettings, 'flow'> {
  readonly client: PaymentClient
  readonly clock: Clock
  readonly logger: Logger
  readonly intents: PaymentIntentStore
  /** Under which intents are kept. */
  readonly instance: string
}

/** How long the redirect of a payment is taken: the payment's own state is what `status` says. */
const paymentPageMs = 86_400_000

export const createPaymentsProvider = (parts: PaymentsParts): IngPaymentsProvider => {
  const { client, clock, random, logger, intents, instance } = parts
  const initiations = { bank: ing, instance, intents, clock, logger }
  const flow = createRedirectFlow({ bank: ing, clock, random, lifetimeMs: paymentPageMs })
  const settings: InitiationSettings = { ...parts, flow }
  return {
    initiate: async (access, payment, options, ctx) => {
      await checkCall(access, ctx)
      const prepared = await preparePayment(payment, options, ctx, settings)
      return initiateOnce(initiations, prepared.order, { send: () => sendPayment(prepared, client, settings) })
    },
    lookup: async (access, payment, options, ctx) => {
      await checkCall(access, ctx)
      return lookUpOnce(initiations, toOrder(payment, options, ctx))
    },
    status: async (access, ref, ctx, options) => {
      await checkRefCall(access, ref, ctx)
      checkInput(statusOptionsSchema, options, { bank: ing, what: 'options' })
      return readStatus(ref, ctx, options?.pain002 ?? '11', parts)
    },
    cancel: async (access, ref, ctx) => {
      await checkRefCall(access, ref, ctx)
      return cancelPayment(ref, ctx, parts)
    },
    details: async (access, ref, ctx) => {
      await checkRefCall(access, ref, ctx)
      return toDetails(ref, await client.details(fromRef(ref), ctx))
    },
  }
}

/** Payments take the TPP's own session: it needs no customer. */
const checkCall = async (access: SessionAccess, ctx: CallContext | undefined): Promise<void> => {
  checkContext(ctx, ing)
  await sessionOf(access, { bank: ing, purposes: ['payments'] })
}

const checkRefCall = async (access: SessionAccess, ref: PaymentRef, ctx: CallContext | undefined): Promise<void> => {
  await checkCall(access, ctx)
  checkPaymentRef(ref, ing)
}

const toDetails = (ref: PaymentRef, response: BankResponse): PaymentDetails => {
  const contentType = response.headers['content-type'] ?? ''
  const body = /json/i.test(contentType)
    ? readAnswer(response, anyJsonSchema, 'the payment')
    : Buffer.from(response.body).toString('utf8')
  return { ref, contentType, body }
}

const readStatus = async (
  ref: PaymentRef,
  ctx: CallContext | undefined,
  pain002: '03' | '11',
  { client, bankNow }: PaymentsParts,
): Promise<PaymentStatus> => {
  const address = fromRef(ref)
  const isOld = address.resource === 'singleXml' && pain002 === '03'
  const pending = isOld ? client.oldXmlStatus(address, ctx) : client.status(address, ctx)
  if (pending === undefined) {
    throw refuseField('ref', 'is of a periodic pain.001 payment, for which ING has no status', 'Read its `details`.')
  }
  const response = await pending
  const asOf = toInstant(bankNow())
  if (address.resource === 'singleXml') {
    // Loaded when needed: only payments that were sent as XML have such a status.
    const { readPain002 } = await import('./pain002.ts')
    const { status, reasons } = readPain002(response.body)
    return toPaymentStatus({ ref, code: status, reasons, asOf, raw: Buffer.from(response.body).toString('utf8') })
  }
  const wire = readAnswer(response, statusSchema, 'the payment’s status')
  const raw = readAnswer(response, anyJsonSchema, 'the payment’s status')
  return toPaymentStatus({ ref, code: wire.transactionStatus, reasons: reasonsOf(wire), asOf, raw })
}

const cancelPayment = async (
  ref: PaymentRef,
  ctx: CallContext | undefined,
  parts: PaymentsParts,
): Promise<PaymentStatus> => {
  const pending = parts.client.cancel(fromRef(ref), ctx)
  if (pending === undefined) {
    throw refuseField(
      'ref',
      'is of a pain.001 payment, which ING does not cancel',
      'The customer can cancel it at ING.',
    )
  }
  try {
    await pending
  } catch (error) {
    // The answer to a first try may have been lost after it took effect; then the second is refused.
    const status = await readStatus(ref, ctx, '11', parts).catch(() => undefined)
    if (status?.transactionStatus === 'CANC' || status?.transactionStatus === 'RJCT') return status
    throw error
  }
  return readStatus(ref, ctx, '11', parts)
}

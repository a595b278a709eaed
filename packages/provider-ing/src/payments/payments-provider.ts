import {
  type CallContext,
  type InitiatedPayment,
  type InitiateOptions,
  NostroError,
  type Payment,
  type PaymentRef,
  type PaymentStatus,
  type PaymentsProvider,
  parseResponse,
  type Random,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import { type PaymentClient, parseOptions } from '../api/payment-client.ts'
import { anyJsonSchema, statusSchema } from '../api/payment-schemas.ts'
import { createFieldRules, refuseField } from './field-rules.ts'
import { fromPayment, toProduct } from './from-payment.ts'
import type { IngPaymentFields } from './ing-payment.ts'
import { createInitiationMemory } from './initiation-memory.ts'
import { readPain002 } from './pain002.ts'
import { fromRef, toRef } from './payment-ref.ts'
import { toRequestId } from './request-id.ts'
import { psuIpAddress, toScaChallenge, withState } from './sca.ts'
import { toBody } from './to-body.ts'
import { reasonsOf, toPaymentStatus, toTransactionStatus } from './to-payment-status.ts'

export interface IngInitiateOptions extends InitiateOptions {
  /** `xml` sends a pain.001.001.03 (single, scheduled, instant and periodic). `json` by default. */
  readonly format?: 'json' | 'xml'
  /** `v1` by default; `v2` knows structured references and full addresses. */
  readonly bulkVersion?: 'v1' | 'v2'
  /** What ING has beyond the common payment. */
  readonly fields?: IngPaymentFields
}

/** A payment as ING keeps it: parsed JSON, or the text of XML and multipart. */
export interface PaymentDetails {
  readonly ref: PaymentRef
  readonly contentType: string
  readonly body: unknown
}

export interface IngPaymentsProvider extends PaymentsProvider {
  initiate(
    access: SessionAccess,
    payment: Payment,
    options: IngInitiateOptions,
    ctx?: CallContext,
  ): Promise<InitiatedPayment>
  /** `pain002: '03'` asks for the older pain.002.001.03 of an XML payment, which cannot say CANC and PATC. */
  status(
    access: SessionAccess,
    ref: PaymentRef,
    ctx?: CallContext,
    options?: { readonly pain002?: '03' | '11' },
  ): Promise<PaymentStatus>
  cancel(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<PaymentStatus>
  details(access: SessionAccess, ref: PaymentRef, ctx?: CallContext): Promise<PaymentDetails>
}

export interface PaymentsParts {
  readonly client: PaymentClient
  readonly random: Random
  readonly transliterate: boolean
  readonly redirectUris: readonly string[]
  /** The customer's payment page must be here or at ING. */
  readonly authorizeUrl: string
  bankNow(): number
}

export const createPaymentsProvider = (parts: PaymentsParts): IngPaymentsProvider => {
  const memory = createInitiationMemory()
  return {
    initiate: async (access, payment, options, ctx) => {
      await assertTppSession(access)
      const { format = 'json', bulkVersion = 'v1', fields = {} } = options
      const send = prepare(payment, { ...options, format, bulkVersion, fields }, ctx, parts)
      return memory.once(options.idempotencyKey, { payment, format, bulkVersion, fields }, send)
    },
    status: async (access, ref, ctx, options) => {
      await assertTppSession(access)
      return readStatus(ref, ctx, options?.pain002 ?? '11', parts)
    },
    cancel: async (access, ref, ctx) => {
      await assertTppSession(access)
      return cancelPayment(ref, ctx, parts)
    },
    details: async (access, ref, ctx) => {
      await assertTppSession(access)
      const response = await parts.client.details(fromRef(ref), ctx)
      const contentType = response.headers['content-type'] ?? ''
      const body = /json/i.test(contentType)
        ? parseResponse(response, anyJsonSchema, parseOptions(response, 'the payment'))
        : Buffer.from(response.body).toString('utf8')
      return { ref, contentType, body }
    },
  }
}

const assertTppSession = async (access: SessionAccess): Promise<void> => {
  const { provider, purpose } = await access.get()
  if (provider === 'ing' && purpose === 'payments') return
  throw new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: `A session of “${provider}” for ${purpose} does not start payments at ING.`,
    hint: 'Open one with `auth.start({ purpose: "payments" })`: it needs no customer.',
  })
}

type FullOptions = IngInitiateOptions & Required<Pick<IngInitiateOptions, 'format' | 'bulkVersion' | 'fields'>>

/** Checks everything first: what is returned only sends. */
const prepare = (
  payment: Payment,
  options: FullOptions,
  ctx: CallContext | undefined,
  parts: PaymentsParts,
): (() => Promise<InitiatedPayment>) => {
  if (options.idempotencyKey === '')
    throw refuseField('idempotencyKey', 'is empty', 'Make one for each payment, and store it.')
  const product = toProduct(payment)
  const now = parts.bankNow()
  const today = toInstant(now).slice(0, 10)
  const rules = createFieldRules({ transliterate: parts.transliterate })
  const checked = fromPayment(payment, { rules, product, today, fields: options.fields })
  const requestId = toRequestId(options.idempotencyKey)
  const messageId = requestId.replace(/-/g, '')
  const body = toBody(checked, options, { random: parts.random, now, messageId })
  const redirect = withState(options.redirectUri, parts.redirectUris, parts.random)
  const ipAddress = psuIpAddress(ctx)
  return async () => {
    const { wire, raw } = await parts.client.initiate(
      {
        resource: body.resource,
        product,
        body: body.bytes,
        contentType: body.contentType,
        requestId,
        redirectUri: redirect.uri,
        psuIpAddress: ipAddress,
      },
      ctx,
    )
    const ref = toRef(payment.kind, { resource: body.resource, product, paymentId: wire.paymentId })
    const challenge = toScaChallenge(wire._links.scaRedirect, redirect, { ...parts, now: parts.bankNow() })
    return {
      ref,
      transactionStatus: toTransactionStatus(wire.transactionStatus),
      ...(challenge === undefined ? {} : { challenge }),
      raw,
    }
  }
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
    throw refuseField('ref', 'is of a periodic pain.001 payment, whose status ING does not tell', 'Read its `details`.')
  }
  const response = await pending
  const asOf = toInstant(bankNow())
  if (address.resource === 'singleXml') {
    const { status, reasons } = readPain002(response.body)
    return toPaymentStatus({ ref, code: status, reasons, asOf, raw: Buffer.from(response.body).toString('utf8') })
  }
  const options = parseOptions(response, 'the payment’s status')
  const wire = parseResponse(response, statusSchema, options)
  const raw = parseResponse(response, anyJsonSchema, options)
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

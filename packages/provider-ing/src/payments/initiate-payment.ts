import { createHash } from 'node:crypto'
import {
  type BankResponse,
  type CallContext,
  type InitiatedPayment,
  type InitiateOptions,
  type JsonValue,
  NostroError,
  type Payment,
  type PaymentRef,
  type Random,
  toInstant,
} from '@nostro/core'
import {
  checkContext,
  checkInput,
  checkPayment,
  initiateShape,
  type PaymentOrder,
  type RedirectFlow,
} from '@nostro/provider-kit'
import { z } from 'zod'
import { readAnswer } from '../api/caller.ts'
import { bankRequestIdHeader, ing } from '../api/errors.ts'
import { createFieldRules } from '../api/field-rules.ts'
import {
  anyJsonSchema,
  type InitiationRequest,
  initiationSchema,
  type PaymentAddress,
  type PaymentClient,
} from '../api/payment-client.ts'
import { fromPayment, paymentKinds, toProduct } from './from-payment.ts'
import { type IngPaymentFields, paymentFieldsSchema } from './ing-payment.ts'
import { toRef } from './payment-ref.ts'
import { psuIpAddress, type ScaRedirect, toScaChallenge, withState } from './sca.ts'
import { toBody } from './to-body.ts'
import { toTransactionStatus } from './to-payment-status.ts'

/** How a payment is initiated at ING. */
export interface IngInitiateOptions extends InitiateOptions {
  /** `xml` sends a pain.001.001.03 (single, scheduled, instant and periodic). `json` by default. */
  readonly format?: 'json' | 'xml' | undefined
  /** `v1` by default; `v2` knows structured references and full addresses. */
  readonly bulkVersion?: 'v1' | 'v2' | undefined
  /** What ING has beyond the common payment. */
  readonly fields?: IngPaymentFields | undefined
}

const optionsSchema = z.strictObject({
  ...initiateShape,
  format: z.enum(['json', 'xml']).optional(),
  bulkVersion: z.enum(['v1', 'v2']).optional(),
  fields: paymentFieldsSchema.optional(),
})

export interface InitiationSettings {
  readonly random: Random
  readonly flow: RedirectFlow
  readonly transliterate: boolean
  readonly redirectUris: readonly string[]
  /** The customer's payment page must be here or at ING. */
  readonly authorizeUrl: string
  bankNow(): number
}

/** A payment that ING would take, ready to be sent. */
export interface PreparedPayment {
  readonly order: PaymentOrder
  readonly request: InitiationRequest
  readonly redirect: ScaRedirect
}

/**
 * The payment as it is compared under its idempotency key: what ING is given beyond the common members belongs to it.
 * @throws NostroError `invalid_request` naming the field
 */
export const toOrder = (payment: Payment, options: IngInitiateOptions, ctx: CallContext | undefined): PaymentOrder => {
  checkContext(ctx, ing)
  checkInput(optionsSchema, options, { bank: ing, what: 'options' })
  checkPayment(payment, { bank: ing, kinds: paymentKinds })
  const { format = 'json', bulkVersion = 'v1', fields = {} } = options
  const extra = { format, bulkVersion, fields: JSON.parse(JSON.stringify(fields)) as JsonValue }
  return { payment, options, extra, requestId: toRequestId(options.idempotencyKey), ctx }
}

/** Checks everything that ING would refuse, before anything is sent. @throws NostroError `invalid_request` naming the field */
export const preparePayment = async (
  payment: Payment,
  options: IngInitiateOptions,
  ctx: CallContext | undefined,
  settings: InitiationSettings,
): Promise<PreparedPayment> => {
  const order = toOrder(payment, options, ctx)
  const { format = 'json', bulkVersion = 'v1', fields = {}, idempotencyKey, redirectUri } = options
  const product = toProduct(payment)
  const now = settings.bankNow()
  const rules = createFieldRules({ transliterate: settings.transliterate })
  const checked = fromPayment(payment, { rules, product, today: toInstant(now).slice(0, 10), fields })
  const requestId = toRequestId(idempotencyKey)
  const messageId = requestId.replace(/-/g, '')
  const body = await toBody(checked, { format, bulkVersion }, { random: settings.random, now, messageId })
  const redirect = withState(redirectUri, settings.redirectUris, settings.random)
  const request = {
    resource: body.resource,
    product,
    body: body.bytes,
    contentType: body.contentType,
    requestId,
    redirectUri: redirect.uri,
    psuIpAddress: psuIpAddress(ctx),
  }
  return { order, request, redirect }
}

/** Sends a prepared payment, once. */
export const sendPayment = async (
  { order, request, redirect }: PreparedPayment,
  client: PaymentClient,
  settings: InitiationSettings,
): Promise<InitiatedPayment> => {
  const { resource, product } = request
  const { kind } = order.payment
  const refOf = (paymentId: string): PaymentRef => toRef(kind, { resource, product, paymentId })
  const response = await client.initiate(request, order.ctx)
  const wire = readInitiation(response, request, refOf)
  const ref = refOf(wire.paymentId)
  try {
    return {
      ref,
      transactionStatus: toTransactionStatus(wire.transactionStatus ?? ''),
      challenge: toScaChallenge(wire._links?.['scaRedirect'], redirect, settings),
      raw: readAnswer(response, anyJsonSchema, 'the payment'),
    }
  } catch (error) {
    // ING has the payment: its status and its cancellation stay possible.
    throw NostroError.isInstance(error) ? error.with({ paymentRef: ref, requestId: request.requestId }) : error
  }
}

/** ING said yes, but not to what: the payment is there, and must not be sent again. */
const readInitiation = (
  response: BankResponse,
  { requestId }: InitiationRequest,
  refOf: (paymentId: string) => PaymentRef,
) => {
  try {
    return readAnswer(response, initiationSchema, 'the payment')
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    const paymentId = idInLocation(response.headers['location'])
    throw new NostroError({
      code: 'outcome_unknown',
      provider: 'ing',
      message: `ING took the payment, but its answer cannot be read. ${error.message}`,
      bankRequestId: response.headers[bankRequestIdHeader] ?? requestId,
      paymentRef: paymentId === undefined ? undefined : refOf(paymentId),
      hint:
        paymentId === undefined
          ? `Do not send it again. Ask ING about the request id ${requestId}.`
          : 'Do not send it again. Ask for the status of `paymentRef`.',
      cause: error,
    })
  }
}

/** `Location` is the path of the new resource: its last segment is the payment's id. */
const idInLocation = (location: string | undefined): PaymentAddress['paymentId'] | undefined => {
  const last = location?.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? ''
  return uuid.test(last) ? last : undefined
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * The `X-Request-ID` of a payment: the idempotency key where that is a UUID, else a UUID made from it (RFC 9562,
 * version 8). So the key that was stored beforehand is enough to ask ING about a payment whose answer was lost.
 */
export const toRequestId = (idempotencyKey: string): string => {
  if (uuid.test(idempotencyKey)) return idempotencyKey.toLowerCase()
  const bytes = createHash('sha256').update(`nostro/ing/${idempotencyKey}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

import { isIP } from 'node:net'
import type { BankResponse, CallContext } from '@nostro/core'
import { z } from 'zod'
import type { Caller, TokenAuthorizer } from './caller.ts'
import type { createPaymentEndpoints, PaymentResourceName } from './payment-endpoints.ts'
import { optionalText } from './wire-fields.ts'

/** Links are plain strings here, unlike in account information. Only the way to the customer's page is read. */
export const initiationSchema = z.object({
  paymentId: z.string().min(1),
  transactionStatus: z.string().optional().catch(undefined),
  _links: z.looseObject({ scaRedirect: z.unknown() }).nullish(),
})

export const statusSchema = z.object({
  transactionStatus: z.string().min(1),
  stsRsnInf: z
    .array(
      z.object({
        rsn: z.object({ cd: optionalText, prtry: optionalText }).nullish(),
        addtlInf: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
})

export const anyJsonSchema = z.looseObject({})

export type WireStatus = z.infer<typeof statusSchema>

type Authorize = TokenAuthorizer<'mtls-application' | 'http-signature-application'>
type Context = CallContext | undefined

/** What a payment starts with: the body in its own format, and the headers that ING demands. */
export interface InitiationRequest {
  readonly resource: PaymentResourceName
  readonly product: string
  readonly body: Uint8Array
  readonly contentType: string
  /** `X-Request-ID`: what ING's support finds the payment by when its answer is lost. */
  readonly requestId: string
  readonly redirectUri: string
  readonly psuIpAddress: string
}

export interface PaymentAddress {
  readonly resource: PaymentResourceName
  readonly product: string
  readonly paymentId: string
}

export interface PaymentClient {
  initiate(request: InitiationRequest, ctx: Context): Promise<BankResponse>
  details(address: PaymentAddress, ctx: Context): Promise<BankResponse>
  /** `undefined` where ING has no status for the resource. */
  status(address: PaymentAddress, ctx: Context): Promise<BankResponse> | undefined
  oldXmlStatus(address: PaymentAddress, ctx: Context): Promise<BankResponse>
  /** `undefined` where ING has no cancellation for the resource. */
  cancel(address: PaymentAddress, ctx: Context): Promise<BankResponse> | undefined
}

export interface PaymentClientParts {
  readonly caller: Caller
  readonly endpoints: ReturnType<typeof createPaymentEndpoints>
  /** Brings the kind of token that goes with the signature of the endpoints. */
  authorize(): Authorize
}

export const createPaymentClient = ({ caller, endpoints, authorize }: PaymentClientParts): PaymentClient => {
  /** The customer's address is optional here: it is sent when the customer is there, and it is one. */
  const toCall = ({ product, paymentId }: PaymentAddress, ctx: Context) => ({
    ctx,
    authorize: authorize(),
    params: { product, paymentId },
    headers: ctx?.psu === undefined || isIP(ctx.psu.ipAddress) === 0 ? {} : { 'PSU-IP-Address': ctx.psu.ipAddress },
  })
  return {
    initiate: async (request, ctx) =>
      caller.send(endpoints.initiate(request.resource), {
        ctx,
        authorize: authorize(),
        params: { product: request.product },
        body: request.body,
        headers: {
          'Content-Type': request.contentType,
          'X-Request-ID': request.requestId,
          'TPP-Redirect-URI': request.redirectUri,
          'PSU-IP-Address': request.psuIpAddress,
        },
      }),
    details: async (address, ctx) => caller.send(endpoints.details(address.resource), toCall(address, ctx)),
    status: (address, ctx) => {
      const endpoint = endpoints.status(address.resource)
      return endpoint && caller.send(endpoint, toCall(address, ctx))
    },
    oldXmlStatus: async (address, ctx) => caller.send(endpoints.oldXmlStatus(), toCall(address, ctx)),
    cancel: (address, ctx) => {
      const endpoint = endpoints.cancel(address.resource)
      return endpoint && caller.send(endpoint, toCall(address, ctx))
    },
  }
}

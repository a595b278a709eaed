import { isIP } from 'node:net'
import { type BankResponse, type CallContext, NostroError, type ParseOptions, parseResponse } from '@nostro/core'
import type { Caller, TokenAuthorizer } from './caller.ts'
import { bankRequestIdHeader } from './errors.ts'
import type { createPaymentEndpoints, PaymentResourceName } from './payment-endpoints.ts'
import { anyJsonSchema, initiationSchema, type WireInitiation } from './payment-schemas.ts'

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
  initiate(request: InitiationRequest, ctx: Context): Promise<{ readonly wire: WireInitiation; readonly raw: unknown }>
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
    initiate: async (request, ctx) => {
      const response = await caller.send(endpoints.initiate(request.resource), {
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
      })
      try {
        const options = parseOptions(response, 'the payment')
        return {
          wire: parseResponse(response, initiationSchema, options),
          raw: parseResponse(response, anyJsonSchema, options),
        }
      } catch (error) {
        throw unreadable(error, request.requestId)
      }
    },
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

export const parseOptions = (response: BankResponse, what: string): ParseOptions => {
  const bankRequestId = response.headers[bankRequestIdHeader]
  return { provider: 'ing', what, ...(bankRequestId === undefined ? {} : { bankRequestId }) }
}

/** ING said yes, but not what to: the payment is there, and must not be sent again. */
const unreadable = (error: unknown, requestId: string): unknown => {
  if (!NostroError.isInstance(error)) return error
  return new NostroError({
    code: 'outcome_unknown',
    provider: 'ing',
    message: `ING took the payment, but its answer cannot be read. ${error.message}`,
    bankRequestId: error.bankRequestId ?? requestId,
    hint: `Do not send it again. Ask ING about the request id ${requestId}.`,
    cause: error,
  })
}

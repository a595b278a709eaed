import {
  type Authorizer,
  type BankResponse,
  type CallContext,
  NostroError,
  type OutgoingRequest,
  type Random,
  type RequestSigner,
  type ResponseVerifier,
  type Transport,
  toRequest,
  toRequestWithBody,
} from '@nostro/core'
import type { Endpoint } from './endpoints.ts'
import { toBankError } from './errors.ts'

/** An authorizer that says which kind of token it brings, so that the compiler matches it to the endpoint. */
export interface TokenAuthorizer<Kind extends Endpoint['token']> extends Authorizer {
  readonly kind: Kind
}

interface CallParts {
  readonly ctx: CallContext | undefined
  /** Fills `{name}` in the path. */
  readonly params?: Readonly<Record<string, string>>
  /** Path and query as the bank gave them in a link: used as they are, in place of the endpoint's path. */
  readonly target?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  readonly headers?: Readonly<Record<string, string>>
}

export type Call<E extends Endpoint> = CallParts &
  (E['token'] extends 'none' ? { readonly authorize?: never } : { readonly authorize: TokenAuthorizer<E['token']> })

export interface Caller {
  /** @throws NostroError for every answer that is not 2xx, and whatever the transport throws. */
  send<E extends Endpoint>(endpoint: E, call: Call<E>): Promise<BankResponse>
  /** A link of the bank as a target on its own origin. @throws NostroError `protocol_violation` for any other. */
  resolve(href: string): string
  bankNow(): number
}

export interface CallerParts {
  readonly transport: Transport
  readonly origin: string
  readonly random: Random
  readonly signers: Readonly<Record<Exclude<Endpoint['signature'], 'none'>, RequestSigner>>
  /** The signing certificate on one line, for `TPP-Signature-Certificate`. */
  readonly certificateLine: string
  /** Sends `X-ING-ReqID` as the premium interfaces want it. */
  readonly sendReqId: boolean
  /** Check ING's signature on answers to JWS calls, where a certificate to trust is configured. */
  readonly verifiers?: { readonly required: ResponseVerifier; readonly whenPresent: ResponseVerifier }
}

/** The one place where an endpoint becomes a request, with the signature and headers that its row demands. */
export const createCaller = (parts: CallerParts): Caller => {
  const { transport, origin, signers } = parts
  return {
    send: async (endpoint, call) => {
      const request = toOutgoing(endpoint, call, parts)
      const response = await transport
        .send(request, {
          ctx: call.ctx ?? {},
          route: `${endpoint.method} ${endpoint.path}`,
          idempotent: endpoint.idempotent,
          ...(endpoint.signature === 'none' ? {} : { signer: signers[endpoint.signature] }),
          ...toVerifier(endpoint, parts),
          ...(call.authorize === undefined ? {} : { authorize: call.authorize }),
        })
        .catch((error: unknown) => {
          throw withRequestId(error, request)
        })
      if (response.status >= 200 && response.status < 300) return response
      throw withRequestId(toBankError(response, endpoint, transport.bankNow()), request)
    },
    resolve: (href) => transport.resolveLink(origin, href),
    bankNow: () => transport.bankNow(),
  }
}

const toVerifier = ({ signature, signedAnswer }: Endpoint, { verifiers }: CallerParts) => {
  if (verifiers === undefined || signature !== 'detached-jws') return {}
  return { verifier: signedAnswer ? verifiers.required : verifiers.whenPresent }
}

const toOutgoing = (endpoint: Endpoint, call: CallParts, parts: CallerParts): OutgoingRequest => {
  const target = withQuery(call.target ?? fillPath(endpoint.path, call.params ?? {}), call.query ?? {})
  const headers = {
    Accept: endpoint.accept ?? 'application/json',
    ...(endpoint.contentType === undefined ? {} : { 'Content-Type': endpoint.contentType }),
    ...(endpoint.requestId ? { 'X-Request-ID': parts.random.uuid() } : {}),
    ...(parts.sendReqId || endpoint.reqId ? { 'X-ING-ReqID': parts.random.uuid() } : {}),
    ...(endpoint.certificateHeader ? { 'TPP-Signature-Certificate': parts.certificateLine } : {}),
    ...call.headers,
  }
  const request = { method: endpoint.method, origin: parts.origin, target, headers }
  return call.body === undefined ? toRequest(request) : toRequestWithBody(request, call.body)
}

export const fillPath = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    // A dot segment would be another path.
    if (value !== undefined && value !== '' && !/^\.+$/.test(value)) return encodeURIComponent(value)
    throw new NostroError({
      code: 'invalid_request',
      provider: 'ing',
      message: `The ${name} in the path is missing or cannot be one.`,
      hint: 'Pass on the id as ING gave it.',
    })
  })

/** Appends to a target without touching what is there: re-encoding a link would break its signature's meaning. */
export const withQuery = (target: string, query: Readonly<Record<string, string>>): string => {
  const text = new URLSearchParams(query).toString()
  if (text === '') return target
  return `${target}${target.includes('?') ? '&' : '?'}${text}`
}

/** A payment whose answer was lost is looked for at ING by our own request id: nothing else is known of it. */
const withRequestId = (error: unknown, { headers }: OutgoingRequest): unknown => {
  if (!NostroError.isInstance(error)) return error
  const requestId = error.code === 'outcome_unknown' ? headers['X-Request-ID'] : undefined
  return error.with({ provider: 'ing', ...(requestId === undefined ? {} : { bankRequestId: requestId }) })
}

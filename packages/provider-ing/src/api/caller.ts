import {
  type Authorizer,
  type BankResponse,
  type CallContext,
  type OutgoingRequest,
  type Random,
  type RequestSigner,
  type ResponseVerifier,
  type TlsIdentitySource,
  type Transport,
  type TransportSettings,
  toRequest,
  toRequestWithBody,
} from '@nostro/core'
import { createAnswerReader, createLinkResolver, fillPath, withQuery, withRequestId } from '@nostro/provider-kit'
import type { IngSettings } from '../options.ts'
import type { Endpoint } from './endpoints.ts'
import { bankRequestIdHeader, ing, toBankError } from './errors.ts'
import { decimalKeys } from './wire-fields.ts'

/** Reads ING's answers. */
export const readAnswer = createAnswerReader({ bank: ing, requestIdHeader: bankRequestIdHeader, decimalKeys })

/** ING refuses dates more than three minutes off, with a 401 like any other. */
const clockSkew: TransportSettings['clockSkew'] = { limitMs: 180_000, isSkewError: ({ status }) => status === 401 }

/** No budgets: ING documents no limit of its rate. */
export const toTransportSettings = (
  { apiUrl, ca, timeoutMs }: IngSettings,
  identity: TlsIdentitySource,
): TransportSettings => ({
  provider: ing.provider,
  origins: [apiUrl],
  identity,
  bankRequestIdHeader,
  clockSkew,
  ca,
  timeoutMs,
})

/** An authorizer that says which kind of token it brings, so that the compiler matches it to the endpoint. */
export interface TokenAuthorizer<Kind extends Endpoint['token']> extends Authorizer {
  readonly kind: Kind
}

interface CallParts {
  readonly ctx: CallContext | undefined
  /** Fills `{name}` in the path. */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Path and query as the bank gave them in a link: used as they are, in place of the endpoint's path. */
  readonly target?: string | undefined
  readonly query?: Readonly<Record<string, string | undefined>> | undefined
  readonly body?: Uint8Array | string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
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
  /** ING's own origin: behind a proxy its links still name it. */
  readonly bankOrigin: string
  readonly random: Random
  readonly signers: Readonly<Record<Exclude<Endpoint['signature'], 'none'>, RequestSigner>>
  /** The signing certificate on one line, for `TPP-Signature-Certificate`. */
  readonly certificateLine: string
  /** Sends `X-ING-ReqID` as the premium interfaces want it. */
  readonly sendReqId: boolean
  /** Check ING's signature on answers to JWS calls, where a certificate to trust is configured. */
  readonly verifiers?: { readonly required: ResponseVerifier; readonly whenPresent: ResponseVerifier } | undefined
}

/** The one place where an endpoint becomes a request, with the signature and headers that its row demands. */
export const createCaller = (parts: CallerParts): Caller => {
  const { transport, origin, bankOrigin, signers } = parts
  return {
    send: async (endpoint, call) => {
      const request = toOutgoing(endpoint, call, parts)
      // A payment whose answer was lost is looked for at ING by our own request id: nothing else is known of it.
      const requestId = request.headers['X-Request-ID']
      const response = await transport
        .send(request, {
          ctx: call.ctx ?? {},
          route: `${endpoint.method} ${endpoint.path}`,
          idempotent: endpoint.idempotent,
          signer: endpoint.signature === 'none' ? undefined : signers[endpoint.signature],
          verifier: verifierOf(endpoint, parts),
          authorize: call.authorize,
        })
        .catch((error: unknown) => {
          throw withRequestId(error, ing, requestId)
        })
      if (response.status >= 200 && response.status < 300) return response
      throw toBankError(response, endpoint, transport.bankNow(), requestId)
    },
    resolve: createLinkResolver({ transport, origin, bankOrigins: [bankOrigin] }),
    bankNow: () => transport.bankNow(),
  }
}

const verifierOf = (
  { signature, signedAnswer }: Endpoint,
  { verifiers }: CallerParts,
): ResponseVerifier | undefined => {
  if (signature !== 'detached-jws') return undefined
  return signedAnswer ? verifiers?.required : verifiers?.whenPresent
}

const toOutgoing = (endpoint: Endpoint, call: CallParts, parts: CallerParts): OutgoingRequest => {
  const target = withQuery(call.target ?? fillPath(endpoint.path, call.params ?? {}, { bank: ing }), call.query)
  const headers = {
    Accept: endpoint.accept ?? 'application/json',
    'Content-Type': endpoint.contentType,
    'X-Request-ID': endpoint.requestId ? parts.random.uuid() : undefined,
    'X-ING-ReqID': parts.sendReqId || endpoint.reqId ? parts.random.uuid() : undefined,
    'TPP-Signature-Certificate': endpoint.certificateHeader ? parts.certificateLine : undefined,
    ...call.headers,
  }
  const request = { method: endpoint.method, origin: parts.origin, target, headers }
  return call.body === undefined ? toRequest(request) : toRequestWithBody(request, call.body)
}

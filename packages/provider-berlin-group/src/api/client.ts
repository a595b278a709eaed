import {
  type Authorizer,
  type BankResponse,
  type CallContext,
  type OutgoingRequest,
  type Random,
  type RequestSigner,
  type Transport,
  toFormRequest,
  toJsonRequest,
  toRequest,
} from '@nostro/core'
import {
  type AnswerReader,
  type Bank,
  createAnswerReader,
  createLinkResolver,
  fillPath,
  withQuery,
  withRequestId,
} from '@nostro/provider-kit'
import type { BankProfile } from '../banks/bank-profile.ts'
import { createMessageSigner, type Seal } from '../signing/message-signer.ts'
import type { Endpoint } from './endpoints.ts'
import { requestIdHeader, toBerlinGroupError } from './errors.ts'

/** What a call brings beyond its endpoint. */
export interface Call {
  readonly ctx?: CallContext | undefined
  readonly params?: Readonly<Record<string, string>> | undefined
  readonly query?: Readonly<Record<string, string | undefined>> | undefined
  /** A link of the bank in place of the endpoint's path. */
  readonly link?: string | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  readonly consentId?: string | undefined
  readonly authorize?: Authorizer | undefined
  readonly requestId?: string | undefined
}

export interface ClientParts {
  readonly transport: Transport
  readonly bank: Bank
  readonly profile: BankProfile
  readonly origin: string
  /** Path in front of all prefixes. */
  readonly basePath: string
  /** Where the row's authorisation server stands, besides `origin`. */
  readonly tokenOrigin: string | undefined
  readonly random: Random
  readonly headers: Readonly<Record<string, string>>
  readonly seal: Seal | undefined
}

export interface BerlinGroupClient {
  readonly read: AnswerReader
  /** Sends and gives only 2xx. @throws NostroError for everything else */
  send(endpoint: Endpoint, call: Call): Promise<BankResponse>
  /** A call of the authorisation server: no PSD2 headers, a form or nothing. */
  oauth(
    url: string,
    form: Readonly<Record<string, string>> | undefined,
    ctx: CallContext | undefined,
  ): Promise<BankResponse>
  /** A link as a target on the bank's own origin. @throws NostroError `protocol_violation` */
  resolve(href: string): string
  requestId(): string
  now(): number
}

const psuHeaders = (ctx: CallContext | undefined): Readonly<Record<string, string | undefined>> => {
  const psu = ctx?.psu
  if (psu === undefined) return {}
  return {
    'PSU-IP-Address': psu.ipAddress,
    'PSU-IP-Port': psu.port === undefined ? undefined : String(psu.port),
    'PSU-User-Agent': psu.userAgent,
    'PSU-Accept': psu.accept,
    'PSU-Accept-Charset': psu.acceptCharset,
    'PSU-Accept-Encoding': psu.acceptEncoding,
    'PSU-Accept-Language': psu.acceptLanguage,
    'PSU-Http-Method': psu.httpMethod,
    'PSU-Device-ID': psu.deviceId,
    'PSU-Geo-Location': psu.geoLocation,
  }
}

const present = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** The engine's one way to the wire: paths by the bank's prefixes, headers by the standard, a seal where the row wants one. */
export const createClient = (parts: ClientParts): BerlinGroupClient => {
  const { transport, bank, profile, origin, basePath, tokenOrigin, random, seal } = parts
  const resolveOn = createLinkResolver({ transport, origin })
  const resolve = (href: string): string => {
    const target = resolveOn(href)
    // Relative links are relative to the API's root, which some banks keep behind a path of their own.
    const isWhole = /^https:/i.test(href) || basePath === '' || target.startsWith(`${basePath}/`)
    return isWhole ? target : `${basePath}${target}`
  }
  const signer: RequestSigner | undefined =
    seal === undefined || profile.signature === undefined ? undefined : createMessageSigner(seal, profile.signature)
  const targetOf = ({ resource, path }: Endpoint, { link, params, query }: Call): string => {
    if (link !== undefined) return withQuery(resolve(link), query)
    return withQuery(`${basePath}${profile.prefixes[resource]}${fillPath(path, params ?? {}, { bank })}`, query)
  }
  const toOutgoing = (endpoint: Endpoint, call: Call, requestId: string): OutgoingRequest => {
    const headers = present({
      'X-Request-ID': requestId,
      Accept: 'application/json',
      ...parts.headers,
      ...psuHeaders(call.ctx),
      'Consent-ID': endpoint.consent === true ? call.consentId : undefined,
      ...call.headers,
    })
    const head = { method: endpoint.method, origin, target: targetOf(endpoint, call), headers }
    return call.body === undefined ? toRequest(head) : toJsonRequest(head, call.body)
  }
  const send = async (endpoint: Endpoint, call: Call): Promise<BankResponse> => {
    const requestId = call.requestId ?? random.uuid()
    const { method, path, idempotent } = endpoint
    const route = `${method} ${path}`
    try {
      const options = { ctx: call.ctx ?? {}, route, idempotent, authorize: call.authorize, signer }
      const response = await transport.send(toOutgoing(endpoint, call, requestId), options)
      if (response.status >= 200 && response.status < 300) return response
      const usesConsent = endpoint.consent === true
      throw toBerlinGroupError(response, { bank, route, idempotent, requestId, now: transport.bankNow(), usesConsent })
    } catch (error) {
      throw withRequestId(error, bank, requestId)
    }
  }
  return {
    read: createAnswerReader({ bank, requestIdHeader, decimalKeys: new Set(['amount', 'exchangeRate']) }),
    send,
    oauth: async (url, form, ctx) => {
      // What an answer links to stays on the bank's own origin; what the row says may stand elsewhere.
      const isElsewhere = tokenOrigin !== undefined && url.startsWith(`${tokenOrigin}/`)
      const place = isElsewhere
        ? { origin: tokenOrigin, target: url.slice(tokenOrigin.length) }
        : { origin, target: resolve(url) }
      const head = { ...place, headers: { Accept: 'application/json' } }
      const request =
        form === undefined ? toRequest({ ...head, method: 'GET' }) : toFormRequest({ ...head, method: 'POST' }, form)
      const route = form === undefined ? 'GET /metadata' : 'POST /token'
      // A code works once: what was lost on the way must not be sent again.
      const idempotent = form === undefined
      const response = await transport.send(request, { ctx: ctx ?? {}, route, idempotent })
      if (response.status >= 200 && response.status < 300) return response
      throw toBerlinGroupError(response, {
        bank,
        route,
        idempotent,
        requestId: '',
        now: transport.bankNow(),
        usesConsent: false,
      })
    },
    resolve,
    requestId: () => random.uuid(),
    now: () => transport.bankNow(),
  }
}

import {
  type BankResponse,
  type CallContext,
  errorFor,
  NostroError,
  type OutgoingRequest,
  parseJsonBody,
  parseResponse,
  type RequestSigner,
  type ResponseVerifier,
  type Schema,
  type Session,
  type SessionAccess,
  type Transport,
  toFormRequest,
  toJsonRequest,
  toRequest,
} from '@nostro/core'
import { z } from 'zod'
import { errorSchema, orderSchema, tokenSchema } from './paper-schemas.ts'

const secretsSchema = z.object({ access: z.string(), refresh: z.string() })
export type PaperClient = ReturnType<typeof createPaperClient>

interface Call<T> {
  readonly route: string
  readonly target: string
  readonly schema: Schema<T>
  readonly ctx?: CallContext | undefined
}

interface Sending {
  readonly idempotent: boolean
}

interface ClientParts {
  readonly transport: Transport
  readonly signer: RequestSigner
  readonly verifier: ResponseVerifier
  readonly options: { readonly apiUrl: string; readonly clientSecret: string }
}

/** @throws NostroError `session_expired` */
export const secretsOf = ({ secrets }: Session) => {
  const parsed = secretsSchema.safeParse(secrets)
  if (parsed.success) return parsed.data
  throw new NostroError({
    code: 'session_expired',
    provider: 'paper',
    message: 'The session lacks its tokens.',
    hint: 'Connect again.',
  })
}

const psuHeaders = ({ psu }: CallContext): Readonly<Record<string, string>> =>
  psu === undefined
    ? {}
    : {
        'PSU-IP-Address': psu.ipAddress,
        ...(psu.userAgent === undefined ? {} : { 'PSU-User-Agent': psu.userAgent }),
      }

const errorText = (response: BankResponse): string | undefined => {
  try {
    return errorSchema.safeParse(parseJsonBody(response)).data?.error
  } catch {
    // No JSON: the status decides.
    return undefined
  }
}

/** What the bank's word means, where its status does not say it. */
const readingOf = (text: string | undefined) =>
  text === 'invalid_grant' ? ({ code: 'consent_expired', hint: 'Connect the bank again.' } as const) : undefined

export const createPaperClient = ({ transport, signer, verifier, options }: ClientParts) => {
  const origin = options.apiUrl
  const fail = (response: BankResponse, route: string, idempotent: boolean): NostroError => {
    const text = errorText(response)
    return errorFor(response, {
      provider: 'paper',
      bank: 'Paper Bank',
      route,
      idempotent,
      now: transport.bankNow(),
      messages: text === undefined ? [] : [{ text }],
      reading: readingOf(text),
    })
  }
  const send = async <T>(
    access: SessionAccess,
    request: OutgoingRequest,
    { route, schema, ctx = {}, idempotent }: Omit<Call<T>, 'target'> & Sending,
  ): Promise<T> => {
    let used: Session | undefined
    const response = await transport.send(request, {
      ctx,
      route,
      idempotent,
      signer,
      verifier,
      authorize: {
        headers: async () => {
          used = await access.get()
          return { Authorization: `Bearer ${secretsOf(used).access}` }
        },
        isRejected: ({ status }) => status === 401,
        renew: async () => {
          if (used !== undefined) await access.renew(used)
        },
      },
    })
    if (response.status >= 300) throw fail(response, route, idempotent)
    return parseResponse(response, schema, { provider: 'paper', what: `the answer to ${route}` })
  }
  const own = async (request: OutgoingRequest, route: string, idempotent: boolean, ctx: CallContext = {}) => {
    const response = await transport.send(request, { ctx, route, idempotent, signer, verifier })
    if (response.status >= 300) throw fail(response, route, idempotent)
    return response
  }
  const form = (target: string, entries: Readonly<Record<string, string>>) =>
    toFormRequest({ method: 'POST', origin, target }, { ...entries, client_secret: options.clientSecret })
  const orderFrom = (response: BankResponse) =>
    parseResponse(response, orderSchema, { provider: 'paper', what: 'the order' })
  return {
    send,
    get: <T>(access: SessionAccess, { target, ...call }: Call<T>): Promise<T> => {
      const headers = psuHeaders(call.ctx ?? {})
      return send(access, toRequest({ method: 'GET', origin, target, headers }), { ...call, idempotent: true })
    },
    put: <T>(access: SessionAccess, { target, ...call }: Call<T>, body: object): Promise<T> =>
      send(access, toJsonRequest({ method: 'PUT', origin, target }, body), { ...call, idempotent: true }),
    post: <T>(access: SessionAccess, { target, ...call }: Call<T>, key: string, body: unknown): Promise<T> => {
      const headers = { ...psuHeaders(call.ctx ?? {}), 'Idempotency-Key': key }
      const request = toJsonRequest({ method: 'POST', origin, target, headers }, body)
      return send(access, request, { ...call, idempotent: false })
    },
    token: async (grant: Readonly<Record<string, string>>, ctx?: CallContext) => {
      const response = await own(form('/token', grant), 'POST /token', false, ctx)
      const body = parseResponse(response, tokenSchema, { provider: 'paper', what: 'the token' })
      return { access: body.access_token, refresh: body.refresh_token, expiresIn: body.expires_in }
    },
    revoke: async (session: Session, ctx?: CallContext): Promise<void> => {
      await own(form('/revoke', { token: secretsOf(session).refresh }), 'POST /revoke', true, ctx)
    },
    startOrder: async (ctx?: CallContext) => orderFrom(await own(form('/orders', {}), 'POST /orders', false, ctx)),
    order: async (id: string, ctx?: CallContext) => {
      const request = toRequest({ method: 'GET', origin, target: `/orders/${id}` })
      return orderFrom(await own(request, 'GET /orders/{id}', true, ctx))
    },
    cancelOrder: async (id: string, ctx?: CallContext): Promise<void> => {
      await own(form(`/orders/${id}/cancel`, {}), 'POST /orders/{id}/cancel', true, ctx)
    },
  }
}

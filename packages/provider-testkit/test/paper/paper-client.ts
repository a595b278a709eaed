import {
  type BankResponse,
  type CallContext,
  errorFor,
  NostroError,
  type OutgoingRequest,
  parseJsonBody,
  parseResponse,
  type Schema,
  type Session,
  type SessionAccess,
  type Transport,
  toFormRequest,
  toRequest,
} from '@nostro/core'
import { z } from 'zod'
import { errorSchema, tokenSchema } from './paper-schemas.ts'

const secretsSchema = z.object({ access: z.string(), refresh: z.string() })
export type PaperClient = ReturnType<typeof createPaperClient>

interface Call<T> {
  readonly route: string
  readonly schema: Schema<T>
  readonly ctx?: CallContext | undefined
}

interface ClientParts {
  readonly transport: Transport
  readonly options: { readonly apiUrl: string; readonly clientSecret: string }
}

export const createPaperClient = ({ transport, options }: ClientParts) => {
  const origin = options.apiUrl
  const secretsOf = ({ secrets }: Session) => {
    const parsed = secretsSchema.safeParse(secrets)
    if (parsed.success) return parsed.data
    throw new NostroError({
      code: 'session_expired',
      provider: 'paper',
      message: 'The session lacks its tokens.',
      hint: 'Connect again.',
    })
  }
  const fail = (response: BankResponse, route: string, idempotent: boolean): NostroError => {
    let text: string | undefined
    try {
      text = errorSchema.safeParse(parseJsonBody(response)).data?.error
    } catch {
      // No JSON: the status decides.
    }
    const reading = text === 'invalid_grant' ? ({ code: 'consent_expired' } as const) : undefined
    return errorFor(response, {
      provider: 'paper',
      bank: 'Paper Bank',
      route,
      idempotent,
      now: transport.bankNow(),
      messages: text === undefined ? [] : [{ text }],
      reading,
    })
  }
  const send = async <T>(
    access: SessionAccess,
    request: OutgoingRequest,
    { route, schema, ctx = {}, idempotent }: Call<T> & { readonly idempotent: boolean },
  ): Promise<T> => {
    let used: Session | undefined
    const response = await transport.send(request, {
      ctx,
      route,
      idempotent,
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
  const form = (target: string, entries: Readonly<Record<string, string>>) =>
    toFormRequest({ method: 'POST', origin, target }, { ...entries, client_secret: options.clientSecret })
  return {
    origin,
    secretsOf,
    send,
    get: <T>(access: SessionAccess, { target, ...call }: Call<T> & { readonly target: string }): Promise<T> =>
      send(access, toRequest({ method: 'GET', origin, target }), { ...call, idempotent: true }),
    token: async (grant: Readonly<Record<string, string>>, ctx: CallContext = {}) => {
      const response = await transport.send(form('/token', grant), { ctx, route: 'POST /token', idempotent: false })
      if (response.status >= 300) throw fail(response, 'POST /token', true)
      const body = parseResponse(response, tokenSchema, { provider: 'paper', what: 'the token' })
      return { access: body.access_token, refresh: body.refresh_token, expiresIn: body.expires_in }
    },
    revoke: async (session: Session, ctx: CallContext = {}): Promise<void> => {
      const request = form('/revoke', { token: secretsOf(session).refresh })
      const response = await transport.send(request, { ctx, route: 'POST /revoke', idempotent: true })
      if (response.status >= 300) throw fail(response, 'POST /revoke', true)
    },
  }
}

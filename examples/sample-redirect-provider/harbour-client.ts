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
import { grantErrorCode, type OauthGrant } from '@nostro/provider-kit'
import { z } from 'zod'
import { bank, type HarbourOptions } from './harbour-options.ts'

const tokenSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number().positive(),
})
const errorSchema = z.object({ error: z.string() })
const secretsSchema = z.object({ access: z.string(), refresh: z.string().optional() })

/** Their JSON numbers arrive as text, digit for digit: no amount is ever a float. */
const decimalKeys: ReadonlySet<string> = new Set(['amount'])

export interface Call<T> {
  /** Without ids: it stands in logs and errors. */
  readonly route: string
  readonly schema: Schema<T>
  readonly ctx?: CallContext | undefined
}

export interface Tokens {
  readonly access: string
  readonly refresh?: string | undefined
  readonly expiresInMs: number
}

/** The tokens of a session. A store may have lost them. @throws NostroError `session_expired` */
export const secretsOf = ({ secrets }: Session): z.infer<typeof secretsSchema> => {
  const parsed = secretsSchema.safeParse(secrets)
  if (parsed.success) return parsed.data
  throw new NostroError({
    code: 'session_expired',
    provider: bank.provider,
    message: 'The session has no tokens.',
    hint: 'Connect again.',
  })
}

export type HarbourClient = ReturnType<typeof createHarbourClient>

/** One method per kind of call. Everything that goes to the bank passes here. */
export const createHarbourClient = (transport: Transport, options: HarbourOptions) => {
  const { apiUrl: origin, clientId, clientSecret } = options

  const fail = (response: BankResponse, route: string, rules: { idempotent: boolean; grant?: OauthGrant }) => {
    const text = errorTextOf(response)
    const messages = text === undefined ? [] : [{ code: text }]
    const code = rules.grant === undefined ? undefined : grantErrorCode(rules.grant, messages)
    return errorFor(response, {
      ...bankNames,
      route,
      idempotent: rules.idempotent,
      now: transport.bankNow(),
      messages,
      reading: code === undefined ? undefined : { code },
    })
  }

  /** A call with the customer’s token, which is renewed once when the bank refuses it. */
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
    if (response.status >= 300) throw fail(response, route, { idempotent })
    return parseResponse(response, schema, { provider: bank.provider, what: `the answer to ${route}`, decimalKeys })
  }

  const form = (target: string, entries: Readonly<Record<string, string>>) =>
    toFormRequest({ method: 'POST', origin, target }, { ...entries, client_id: clientId, client_secret: clientSecret })

  return {
    origin,
    send,
    get: <T>(access: SessionAccess, { target, ...call }: Call<T> & { readonly target: string }): Promise<T> =>
      send(access, toRequest({ method: 'GET', origin, target }), { ...call, idempotent: true }),

    /** Only the grant’s own refusal ends a consent: a wrong client secret does not (see `grantErrorCode`). */
    token: async (grant: OauthGrant, entries: Readonly<Record<string, string>>, ctx: CallContext = {}) => {
      const route = 'POST /token'
      const response = await transport.send(form('/token', { grant_type: grant, ...entries }), {
        ctx,
        route,
        // A code and a refresh token are good once.
        idempotent: grant === 'client_credentials',
      })
      if (response.status >= 300) throw fail(response, route, { idempotent: true, grant })
      const token = parseResponse(response, tokenSchema, { provider: bank.provider, what: 'the token' })
      const tokens: Tokens = {
        access: token.access_token,
        refresh: token.refresh_token,
        expiresInMs: token.expires_in * 1000,
      }
      return tokens
    },

    revoke: async (token: string, ctx: CallContext = {}): Promise<void> => {
      const route = 'POST /revoke'
      const response = await transport.send(form('/revoke', { token }), { ctx, route, idempotent: true })
      if (response.status >= 300) throw fail(response, route, { idempotent: true })
    },
  }
}

const bankNames = { provider: bank.provider, bank: bank.name }

const errorTextOf = (response: BankResponse): string | undefined => {
  try {
    return errorSchema.safeParse(parseJsonBody(response)).data?.error
  } catch {
    // No JSON: the status decides.
    return undefined
  }
}

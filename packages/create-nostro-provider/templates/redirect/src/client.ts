import {
  type BankResponse,
  type CallContext,
  errorFor,
  NostroError,
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
import { bank } from './manifest.ts'

const secretsSchema = z.object({ access: z.string(), refresh: z.string() })
const tokenSchema = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() })
const errorSchema = z.object({ error: z.string() })

interface Call<T> {
  readonly route: string
  readonly target: string
  readonly schema: Schema<T>
  readonly ctx?: CallContext | undefined
}

interface ClientParts {
  readonly transport: Transport
  readonly origin: string
  readonly clientId: string
  readonly clientSecret: string
}

/** The tokens of a session. @throws NostroError `session_expired` */
export const secretsOf = ({ secrets }: Session): z.infer<typeof secretsSchema> => {
  const parsed = secretsSchema.safeParse(secrets)
  if (parsed.success) return parsed.data
  const message = 'The session lacks its tokens.'
  throw new NostroError({ code: 'session_expired', provider: bank.provider, message, hint: 'Connect the bank again.' })
}

/** The bank's own words, where it says any. */
const wordsOf = (response: BankResponse): string | undefined => {
  try {
    return errorSchema.safeParse(parseJsonBody(response)).data?.error
  } catch {
    return undefined
  }
}

/** The bank's endpoints, each typed. */
export const createClient = ({ transport, origin, clientId, clientSecret }: ClientParts) => {
  const toError = (response: BankResponse, route: string): NostroError => {
    const text = wordsOf(response)
    // your bank: which of its words mean more than their status.
    const reading =
      text === 'invalid_grant' ? ({ code: 'consent_expired', hint: 'Connect the bank again.' } as const) : undefined
    const now = transport.bankNow()
    const messages = text === undefined ? [] : [{ text }]
    return errorFor(response, {
      provider: bank.provider,
      bank: bank.name,
      route,
      idempotent: true,
      now,
      messages,
      reading,
    })
  }
  const post = async (target: string, form: Readonly<Record<string, string>>, ctx: CallContext = {}) => {
    const entries = { ...form, client_id: clientId, client_secret: clientSecret }
    const route = `POST ${target}`
    const request = toFormRequest({ method: 'POST', origin, target }, entries)
    const response = await transport.send(request, { ctx, route, idempotent: false })
    if (response.status >= 300) throw toError(response, route)
    return response
  }
  return {
    get: async <T>(access: SessionAccess, { route, target, schema, ctx = {} }: Call<T>): Promise<T> => {
      let used: Session | undefined
      const response = await transport.send(toRequest({ method: 'GET', origin, target }), {
        ctx,
        route,
        idempotent: true,
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
      if (response.status >= 300) throw toError(response, route)
      return parseResponse(response, schema, { provider: bank.provider, what: `the answer to ${route}` })
    },
    token: async (grant: Readonly<Record<string, string>>, ctx?: CallContext) => {
      const response = await post('/token', grant, ctx)
      const body = parseResponse(response, tokenSchema, { provider: bank.provider, what: 'the token' })
      return { access: body.access_token, refresh: body.refresh_token, expiresIn: body.expires_in }
    },
    revoke: async (session: Session, ctx?: CallContext): Promise<void> => {
      await post('/revoke', { token: secretsOf(session).refresh }, ctx)
    },
  }
}

export type Client = ReturnType<typeof createClient>

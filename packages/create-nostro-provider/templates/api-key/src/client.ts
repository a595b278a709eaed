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
  toRequest,
} from '@nostro/core'
import { z } from 'zod'
import { bank } from './manifest.ts'

const secretsSchema = z.object({ apiKey: z.string() })
const errorSchema = z.object({ error: z.string() })

interface Call<T> {
  readonly route: string
  readonly target: string
  readonly schema: Schema<T>
  readonly ctx?: CallContext | undefined
}

const keyOf = ({ secrets }: Session): string => {
  const parsed = secretsSchema.safeParse(secrets)
  if (parsed.success) return parsed.data.apiKey
  const message = 'The session lacks its key.'
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
export const createClient = ({ transport, origin }: { readonly transport: Transport; readonly origin: string }) => ({
  get: async <T>(access: SessionAccess, { route, target, schema, ctx = {} }: Call<T>): Promise<T> => {
    // your bank: how the key travels.
    const headers = { 'X-Api-Key': keyOf(await access.get()) }
    const request = toRequest({ method: 'GET', origin, target, headers })
    const response = await transport.send(request, { ctx, route, idempotent: true })
    if (response.status >= 300) {
      const text = wordsOf(response)
      const messages = text === undefined ? [] : [{ text }]
      const now = transport.bankNow()
      throw errorFor(response, { provider: bank.provider, bank: bank.name, route, idempotent: true, now, messages })
    }
    return parseResponse(response, schema, { provider: bank.provider, what: `the answer to ${route}` })
  },
})

export type Client = ReturnType<typeof createClient>

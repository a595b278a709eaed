import {
  type BankReading,
  type CallContext,
  type Session,
  type SessionAccess,
  type Transport,
  toFormRequest,
  toRequest,
} from '@nostro/core'
import { z } from 'zod'
import { type Call, readAnswer, readSecrets, refuseFailure } from './answers.ts'
import type { Settings } from './options.ts'

const secretsSchema = z.object({ access: z.string(), refresh: z.string() })
const tokenSchema = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() })

// your bank: which of its words mean more than their status.
const readings: Readonly<Record<string, BankReading>> = {
  invalid_grant: { code: 'consent_expired', hint: 'Connect the bank again.' },
}

interface ClientParts {
  readonly transport: Transport
  readonly settings: Settings
}

/** The tokens of a session. @throws NostroError `session_expired` */
export const secretsOf = ({ secrets }: Session): z.infer<typeof secretsSchema> => readSecrets(secrets, secretsSchema)

/** The bank's endpoints, each typed. */
export const createClient = ({ transport, settings }: ClientParts) => {
  const { apiUrl: origin, clientId, clientSecret } = settings
  const answered = (route: string) => ({ route, readings, now: transport.bankNow() })
  const post = async (target: string, form: Readonly<Record<string, string>>, ctx: CallContext = {}) => {
    const entries = { ...form, client_id: clientId, client_secret: clientSecret }
    const route = `POST ${target}`
    const request = toFormRequest({ method: 'POST', origin, target }, entries)
    const response = await transport.send(request, { ctx, route, idempotent: false })
    refuseFailure(response, answered(route))
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
      return readAnswer(response, schema, answered(route))
    },
    token: async (grant: Readonly<Record<string, string>>, ctx?: CallContext) => {
      const token = readAnswer(await post('/token', grant, ctx), tokenSchema, answered('POST /token'))
      return { access: token.access_token, refresh: token.refresh_token, expiresIn: token.expires_in }
    },
    revoke: async (session: Session, ctx?: CallContext): Promise<void> => {
      await post('/revoke', { token: secretsOf(session).refresh }, ctx)
    },
  }
}

export type Client = ReturnType<typeof createClient>

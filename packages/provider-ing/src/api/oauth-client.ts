import type { CallContext } from '@nostro/core'
import { z } from 'zod'
import { type Caller, readAnswer, type TokenAuthorizer } from './caller.ts'
import { endpoints } from './endpoints.ts'

type Context = CallContext | undefined
type SignedToken = TokenAuthorizer<'http-signature-application'>

/** Goes into a header as it is: visible ASCII and nothing else. */
const headerText = z.string().regex(/^[\x21-\x7e]+$/, 'not a token')

/** `token_type` is not read: ING has sent `Bearer`, `bearer` and `access`. */
const applicationTokenSchema = z.object({
  access_token: headerText,
  expires_in: z.number().positive().catch(900),
  scope: z.string().catch(''),
  client_id: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .optional()
    .catch(undefined),
})

const customerTokenSchema = z.object({
  access_token: headerText,
  /** May be missing in the answer to a refresh: the old one then stays valid. */
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().positive().catch(900),
  scope: z.string().catch(''),
  refresh_token_expires_in: z.number().positive().optional().catch(undefined),
})

export type WireApplicationToken = z.infer<typeof applicationTokenSchema>
export type WireCustomerToken = z.infer<typeof customerTokenSchema>

/** `/oauth2/token` in its four uses, and its opposite. Blanks in a scope go as `+`. */
export interface OauthClient {
  signedToken(ctx: Context): Promise<WireApplicationToken>
  /** The same for premium applications: the client id as keyId, no certificate header. */
  premiumToken(ctx: Context): Promise<WireApplicationToken>
  mtlsToken(clientId: string, ctx: Context): Promise<WireApplicationToken>
  exchangeCode(code: string, redirectUri: string, authorize: SignedToken, ctx: Context): Promise<WireCustomerToken>
  refresh(refreshToken: string, authorize: SignedToken, ctx: Context): Promise<WireCustomerToken>
  revoke(refreshToken: string, authorize: SignedToken, ctx: Context): Promise<void>
}

const form = (entries: Readonly<Record<string, string>>): string => new URLSearchParams(entries).toString()
const what = 'the token request'

export const createOauthClient = (caller: Caller): OauthClient => ({
  signedToken: async (ctx) => {
    const body = form({ grant_type: 'client_credentials' })
    return readAnswer(await caller.send(endpoints.signedToken, { ctx, body }), applicationTokenSchema, what)
  },
  premiumToken: async (ctx) => {
    const body = form({ grant_type: 'client_credentials' })
    return readAnswer(await caller.send(endpoints.premiumToken, { ctx, body }), applicationTokenSchema, what)
  },
  mtlsToken: async (clientId, ctx) => {
    const body = form({ grant_type: 'client_credentials', client_id: clientId })
    return readAnswer(await caller.send(endpoints.mtlsToken, { ctx, body }), applicationTokenSchema, what)
  },
  exchangeCode: async (code, redirectUri, authorize, ctx) => {
    const body = form({ grant_type: 'authorization_code', code, redirect_uri: redirectUri })
    return readAnswer(await caller.send(endpoints.codeToken, { ctx, authorize, body }), customerTokenSchema, what)
  },
  refresh: async (refreshToken, authorize, ctx) => {
    const body = form({ grant_type: 'refresh_token', refresh_token: refreshToken })
    return readAnswer(await caller.send(endpoints.refreshToken, { ctx, authorize, body }), customerTokenSchema, what)
  },
  revoke: async (refreshToken, authorize, ctx) => {
    const body = form({ token: refreshToken, token_type_hint: 'refresh_token' })
    await caller.send(endpoints.revokeToken, { ctx, authorize, body })
  },
})

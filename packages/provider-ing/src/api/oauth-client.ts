import { type CallContext, parseResponse, type Schema } from '@nostro/core'
import type { Caller, TokenAuthorizer } from './caller.ts'
import { endpoints } from './endpoints.ts'
import { bankRequestIdHeader } from './errors.ts'
import {
  applicationTokenSchema,
  customerTokenSchema,
  type WireApplicationToken,
  type WireCustomerToken,
} from './oauth-schemas.ts'

type Context = CallContext | undefined
type SignedToken = TokenAuthorizer<'http-signature-application'>

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

export const createOauthClient = (caller: Caller): OauthClient => ({
  signedToken: async (ctx) => {
    const body = form({ grant_type: 'client_credentials' })
    return read(await caller.send(endpoints.signedToken, { ctx, body }), applicationTokenSchema)
  },
  premiumToken: async (ctx) => {
    const body = form({ grant_type: 'client_credentials' })
    return read(await caller.send(endpoints.premiumToken, { ctx, body }), applicationTokenSchema)
  },
  mtlsToken: async (clientId, ctx) => {
    const body = form({ grant_type: 'client_credentials', client_id: clientId })
    return read(await caller.send(endpoints.mtlsToken, { ctx, body }), applicationTokenSchema)
  },
  exchangeCode: async (code, redirectUri, authorize, ctx) => {
    const body = form({ grant_type: 'authorization_code', code, redirect_uri: redirectUri })
    return read(await caller.send(endpoints.customerToken, { ctx, authorize, body }), customerTokenSchema)
  },
  refresh: async (refreshToken, authorize, ctx) => {
    const body = form({ grant_type: 'refresh_token', refresh_token: refreshToken })
    return read(await caller.send(endpoints.customerToken, { ctx, authorize, body }), customerTokenSchema)
  },
  revoke: async (refreshToken, authorize, ctx) => {
    const body = form({ token: refreshToken, token_type_hint: 'refresh_token' })
    await caller.send(endpoints.revokeToken, { ctx, authorize, body })
  },
})

const read = <T>(response: Awaited<ReturnType<Caller['send']>>, schema: Schema<T>): T => {
  const bankRequestId = response.headers[bankRequestIdHeader]
  return parseResponse(response, schema, {
    provider: 'ing',
    what: 'the token request',
    ...(bankRequestId === undefined ? {} : { bankRequestId }),
  })
}

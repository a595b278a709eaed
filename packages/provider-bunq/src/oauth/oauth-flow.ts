import {
  type AuthFailure,
  type BankResponse,
  type CallContext,
  type JsonValue,
  NostroError,
  parseJson,
  parseResponse,
  type Random,
  type Transport,
  toRequest,
} from '@nostro/core'
import { z } from 'zod'
import type { Credential } from '../auth/open-context.ts'

export interface OauthSettings {
  readonly clientId: string
  readonly clientSecret: string
  /** Registered at bunq, compared exactly; empty: not checked here. */
  readonly redirectUris: readonly string[]
  readonly authorizeUrl: string
  readonly tokenUrl: string
}

export interface OauthFlow {
  start(redirectUri: string): {
    readonly url: string
    readonly serverState: { readonly state: string; readonly redirectUri: string }
  }
  finish(
    state: ConsentState,
    redirectUrl: string | undefined,
    ctx: CallContext | undefined,
  ): Promise<Credential | AuthFailure>
}

export interface OauthParts {
  readonly settings: OauthSettings
  readonly transport: Transport
  readonly random: Random
}

const consentStateSchema = z.object({ state: z.string().min(16), redirectUri: z.string() })
type ConsentState = z.infer<typeof consentStateSchema>

export const readConsentState = (serverState: JsonValue): ConsentState => {
  const parsed = consentStateSchema.safeParse(serverState)
  if (parsed.success) return parsed.data
  throw refusal('The challenge does not hold what a consent needs.', 'Pass it on whole, as `start` gave it.')
}

const tokenSchema = z.object({ access_token: z.string().min(1), state: z.string().nullish() })
const errorSchema = z.object({ error: z.string(), error_description: z.string().nullish() })

/** bunq's OAuth: no scopes, no expiry, no refresh token. The access token is an API key like any other. */
export const createOauthFlow = (parts: OauthParts): OauthFlow => {
  const { settings, random } = parts
  return {
    start: (redirectUri) => {
      if (settings.redirectUris.length > 0 && !settings.redirectUris.includes(redirectUri)) {
        throw refusal('The redirect URI is not among `oauth.redirectUris`.', 'bunq compares it exactly.')
      }
      const state = Buffer.from(random.bytes(32)).toString('base64url')
      return { url: toAuthorizationUrl(settings, redirectUri, state), serverState: { state, redirectUri } }
    },
    finish: async ({ state, redirectUri }, redirectUrl, ctx) => {
      const answer = readRedirect(redirectUrl, state)
      if ('status' in answer) return answer
      const secret = await exchangeCode(parts, answer.code, redirectUri, ctx)
      return { kind: 'oauth', secret }
    },
  }
}

export const toAuthorizationUrl = (
  { authorizeUrl, clientId }: Pick<OauthSettings, 'authorizeUrl' | 'clientId'>,
  redirectUri: string,
  state: string,
): string => {
  const query = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state })
  return `${authorizeUrl}?${query.toString()}`
}

/** @throws NostroError `verification_failed` when the redirect answers another challenge */
export const readRedirect = (
  redirectUrl: string | undefined,
  state: string,
): AuthFailure | { readonly code: string } => {
  if (redirectUrl === undefined || !URL.canParse(redirectUrl)) {
    throw refusal('The answer holds no redirect URL.', 'Give the whole URL on which the browser landed.')
  }
  const query = new URL(redirectUrl).searchParams
  if (query.get('state') !== state) {
    throw new NostroError({
      code: 'verification_failed',
      provider: 'bunq',
      message: 'The redirect carries another state than this challenge.',
      hint: 'It belongs to another attempt, or somebody forged it. Start again.',
    })
  }
  const error = query.get('error')
  const code = query.get('code')
  if (error !== null || code === null) {
    const reason = (error ?? 'no code').slice(0, 64)
    return { status: 'failed', code: error === 'access_denied' ? 'user_cancelled' : 'rejected', reason }
  }
  return { code }
}

const route = 'POST token'

/** Everything goes in the query, as bunq wants it; the transport writes no query into logs. */
const exchangeCode = async (
  { settings, transport }: OauthParts,
  code: string,
  redirectUri: string,
  ctx: CallContext | undefined,
): Promise<string> => {
  const url = new URL(settings.tokenUrl)
  const query = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: settings.clientId,
    client_secret: settings.clientSecret,
  })
  const request = toRequest({
    method: 'POST',
    origin: url.origin,
    target: `${url.pathname}?${query.toString()}`,
    headers: { 'Cache-Control': 'no-cache', 'User-Agent': 'nostro' },
  })
  const response = await transport.send(request, { ctx: ctx ?? {}, route, idempotent: false })
  if (response.status === 200) {
    return parseResponse(response, tokenSchema, { provider: 'bunq', what: 'the access token' }).access_token
  }
  throw toTokenError(response)
}

/** The status is not documented: the `error` key is what counts. */
const toTokenError = (response: BankResponse): NostroError => {
  const error = readError(response)
  const isOurs = error === 'invalid_client' || error === 'unauthorized_client'
  return new NostroError({
    code:
      error === undefined && response.status >= 500
        ? 'bank_unavailable'
        : isOurs
          ? 'invalid_config'
          : 'consent_required',
    provider: 'bunq',
    message: `bunq gave no access token (${error ?? `status ${response.status}`}).`,
    httpStatus: response.status,
    hint: isOurs
      ? 'Check `oauth.clientId` and `oauth.clientSecret`.'
      : 'A code works once and not for long, with the same redirect URI and the right `oauth.clientSecret`. Ask the customer again.',
  })
}

const readError = (response: BankResponse): string | undefined => {
  try {
    return errorSchema.safeParse(parseJson(response.body)).data?.error.slice(0, 64)
  } catch {
    return undefined
  }
}

const refusal = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider: 'bunq', message, hint })

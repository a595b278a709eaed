import {
  type BankMessage,
  type BankResponse,
  type CallContext,
  type NostroError,
  parseJson,
  parseResponse,
  type Transport,
  toRequest,
} from '@nostro/core'
import { type Bank, grantErrorCode, grantHints, toBankError } from '@nostro/provider-kit'
import { z } from 'zod'
import { bankRequestIdHeader } from '../api/errors.ts'

/** What the customer's browser brought back. */
export interface ReturnedCode {
  readonly code: string
  /** The one that the code was asked for with. */
  readonly redirectUri: string
}

export interface OauthSettings {
  readonly clientId: string
  readonly clientSecret: string
  /** Registered at bunq, compared exactly; empty: not checked here. */
  readonly redirectUris: readonly string[]
  readonly authorizeUrl: string
  readonly tokenUrl: string
}

export interface ExchangeParts {
  readonly bank: Bank
  readonly settings: OauthSettings
  readonly transport: Transport
}

const tokenSchema = z.object({ access_token: z.string().min(1) })
const errorSchema = z.object({ error: z.string(), error_description: z.string().nullish() })
const route = 'POST token'

/**
 * The access token for a code, sent once. Everything goes in the query, as bunq wants it; the transport writes no query
 * into logs.
 * @throws NostroError `consent_required` when bunq refuses the code, `invalid_config` when it refuses the application
 */
export const exchangeCode = async (
  parts: ExchangeParts,
  { code, redirectUri }: ReturnedCode,
  ctx: CallContext = {},
): Promise<string> => {
  const { bank, settings, transport } = parts
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
  const response = await transport.send(request, { ctx, route, idempotent: false })
  if (response.status !== 200) throw toTokenError(response, parts)
  return parseResponse(response, tokenSchema, { provider: bank.provider, what: 'the access token' }).access_token
}

/** bunq documents no status: the `error` key decides, and only `invalid_grant` is about the customer's consent. */
const toTokenError = (response: BankResponse, { bank, transport }: ExchangeParts): NostroError => {
  const messages = messagesOf(response)
  return toBankError(response, {
    bank,
    route,
    // A lost token harms nobody: the customer is asked again.
    idempotent: true,
    messages,
    code: grantErrorCode('authorization_code', messages),
    requestIdHeader: bankRequestIdHeader,
    now: transport.bankNow(),
    hints: {
      ...grantHints(bank, 'authorization_code'),
      // bunq answers the same to a wrong secret.
      consent_required:
        'A code works once and not for long, with the same redirect URI and the right `oauth.clientSecret`. Ask the customer again.',
      invalid_config: 'Check `oauth.clientId` and `oauth.clientSecret`.',
    },
  })
}

const messagesOf = (response: BankResponse): readonly BankMessage[] => {
  try {
    const parsed = errorSchema.safeParse(parseJson(response.body))
    return parsed.success ? [{ code: parsed.data.error, text: parsed.data.error_description ?? undefined }] : []
  } catch {
    return []
  }
}

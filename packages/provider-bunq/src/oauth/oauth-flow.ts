import type { AuthResult, CallContext, Challenge, RedirectChallenge } from '@nostro/core'
import { chooseRedirectUri, type PreviousSession, type RedirectFlow, type RedirectStart } from '@nostro/provider-kit'
import type { Credential } from '../auth/open-context.ts'
import { type ExchangeParts, exchangeCode, type OauthSettings } from './exchange-code.ts'

/** The customer allowed it. */
export interface GrantedConsent {
  readonly status: 'granted'
  readonly credential: Credential
  /** The session that the consent renews. */
  readonly previous: PreviousSession | undefined
}

export interface OauthFlow {
  /** @throws NostroError `invalid_request` for a redirect URI that is not registered */
  start(request: Omit<RedirectStart, 'toUrl' | 'notes'>): RedirectChallenge
  /**
   * @throws NostroError `verification_failed` when the redirect answers another challenge; `consent_required` when bunq
   * refuses the code
   */
  finish(
    challenge: Challenge,
    redirectUrl: string | undefined,
    ctx: CallContext | undefined,
  ): Promise<GrantedConsent | AuthResult>
}

export interface OauthParts extends ExchangeParts {
  /** State and its comparison are provider-kit's. */
  readonly flow: RedirectFlow
}

/** bunq's OAuth: no scopes, no expiry, no refresh token. The access token is an API key like any other. */
export const createOauthFlow = (parts: OauthParts): OauthFlow => {
  const { bank, settings, transport, flow } = parts
  return {
    start: ({ redirectUri: wanted, ...request }) => {
      const redirectUri = chooseRedirectUri(wanted, settings.redirectUris, bank)
      const toUrl = (state: string): string => toAuthorizationUrl(settings, redirectUri, state)
      return flow.start({ ...request, redirectUri, toUrl })
    },
    finish: async (challenge, redirectUrl, ctx) => {
      const outcome = flow.read(challenge, redirectUrl)
      if (outcome.status !== 'returned') return outcome
      const { query, kept } = outcome
      const code = flow.readCode(query)
      const secret = await exchangeCode({ bank, settings, transport }, { code, redirectUri: kept.redirectUri }, ctx)
      return { status: 'granted', credential: { kind: 'oauth', secret }, previous: kept.previous }
    },
  }
}

const toAuthorizationUrl = ({ authorizeUrl, clientId }: OauthSettings, redirectUri: string, state: string): string => {
  const query = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state })
  return `${authorizeUrl}?${query.toString()}`
}

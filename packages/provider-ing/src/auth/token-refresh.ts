import { type CallContext, type Clock, NostroError, type Session } from '@nostro/core'
import { checkSession } from '@nostro/provider-kit'
import { ing } from '../api/errors.ts'
import type { OauthClient } from '../api/oauth-client.ts'
import type { ApplicationTokens } from './application-token.ts'
import { authorizeApplication } from './authorizers.ts'
import { accessEndsAt, secretsOf, toSecrets } from './session-secrets.ts'

interface RefreshParts {
  readonly oauth: OauthClient
  readonly tokens: ApplicationTokens
  readonly clock: Clock
}

/**
 * The next revision of a session. ING may or may not send a new refresh token; the old one stays until a new one comes.
 * @throws NostroError `consent_expired` when the consent or the refresh token has ended, or ING refuses this grant;
 * `session_expired` when there never was a refresh token; `invalid_config` when ING refuses the application
 */
export const refreshSession = async (
  session: Session,
  ctx: CallContext | undefined,
  { oauth, tokens, clock }: RefreshParts,
): Promise<Session> => {
  checkSession(session, { bank: ing })
  if (session.purpose === 'payments') {
    tokens.httpSignature.drop(await tokens.httpSignature.get(ctx))
    await tokens.httpSignature.get(ctx)
    return { ...session, revision: session.revision + 1 }
  }
  const secrets = secretsOf(session)
  if (secrets.refreshToken === undefined) throw noRefreshToken()
  if (hasEnded(session.consentValidUntil, clock.now())) throw ended('The consent has reached its end.')
  if (hasEnded(secrets.refreshTokenExpiresAt, clock.now())) throw ended('The refresh token has reached its end.')
  const wire = await oauth.refresh(secrets.refreshToken, authorizeApplication(tokens.httpSignature), ctx)
  const now = clock.now()
  return {
    ...session,
    revision: session.revision + 1,
    expiresAt: accessEndsAt(wire, now),
    secrets: toSecrets(wire, now, {}, secrets),
  }
}

const hasEnded = (end: number | undefined, now: number): boolean => end !== undefined && end <= now

const renewHint = 'Ask the customer to consent again: start a new authorization with this session as `previous`.'

const ended = (message: string): NostroError =>
  new NostroError({ code: 'consent_expired', provider: 'ing', message, hint: renewHint })

const noRefreshToken = (): NostroError =>
  new NostroError({
    code: 'session_expired',
    provider: 'ing',
    message: 'ING gave no refresh token with this session.',
    hint: renewHint,
  })

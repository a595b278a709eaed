import type { AuthResult, CallContext, Challenge, Session } from '@nostro/core'
import { toSession } from '@nostro/provider-kit'
import { endpoints } from '../api/endpoints.ts'
import { consentSchema, tokenSchema } from '../api/schemas.ts'
import { askForListed } from './ask-for-listed.ts'
import { type AuthoriseParts, type Target, targetHeaders } from './authorise.ts'
import { toSecrets } from './session-secrets.ts'

export const failed: AuthResult = {
  status: 'failed',
  code: 'rejected',
  message: { en: 'The bank did not confirm it. Nothing was shared.' },
}

/** Exchanges a code for tokens; over the QWAC, without a secret. */
export const exchange = async (
  { client, settings }: AuthoriseParts,
  form: Readonly<Record<string, string>>,
  tokenUrl: string,
  ctx: CallContext | undefined,
) => {
  const response = await client.oauth(tokenUrl, { ...form, client_id: settings.clientId ?? '' }, ctx)
  return client.read(response, tokenSchema, 'the token')
}

export interface Tokens {
  readonly accessToken?: string | undefined
  readonly refreshToken?: string | undefined
  readonly tokenUrl?: string | undefined
  readonly expiresAt?: number | undefined
}

/** How an authorisation ends: the tokens that it gave, and the challenge to go on with where the bank has not confirmed yet. */
interface Ending extends Tokens {
  readonly challenge?: Challenge | undefined
}

const isWaiting = (status: string): boolean => status === 'received' || status === 'partiallyAuthorised'

/** The bank has confirmed, or says what it did instead. */
export const complete = async (
  parts: AuthoriseParts,
  target: Target,
  tokens: Ending,
  ctx: CallContext | undefined,
): Promise<AuthResult> => {
  const { bank, client, settings, clock, random } = parts
  // A payment, or the end of a consent, was confirmed: the session is the one that it was asked for with.
  if (target.session !== undefined) return { status: 'complete', session: target.session as unknown as Session }
  const { accessToken = target.accessToken, refreshToken = target.refreshToken, tokenUrl = target.tokenUrl } = tokens
  const headers = targetHeaders(parts, { ...target, accessToken })
  const endpoint = target.purpose === 'funds' ? endpoints.fundsConsent : endpoints.consent
  const consent = client.read(
    await client.send(endpoint, { ctx, params: { consentId: target.id }, headers }),
    consentSchema,
    'the consent',
  )
  if (isWaiting(consent.consentStatus) && tokens.challenge !== undefined)
    return { status: 'pending', challenge: tokens.challenge }
  if (consent.consentStatus !== 'valid') return { ...failed, reason: consent.consentStatus } as AuthResult
  if (target.listing !== undefined) {
    const opened = await askForListed(parts, { ...target, accessToken, refreshToken, tokenUrl }, ctx)
    if (opened.made.status === 'challenge') return { status: 'pending', challenge: opened.made.challenge }
    return opened.made.status === 'failed' ? failed : complete(parts, opened.target, {}, ctx)
  }
  const { validUntil } = consent
  const session = toSession({
    provider: bank.provider,
    purpose: target.purpose,
    previous: target.previous,
    id: random.uuid(),
    now: clock.now(),
    expiresAt: tokens.expiresAt,
    consentValidUntil:
      validUntil === undefined || validUntil.startsWith('9999') ? undefined : Date.parse(`${validUntil}T23:59:59Z`),
    secrets: toSecrets({
      bank: settings.profile.id,
      origin: settings.origin,
      consentId: target.id,
      accessToken,
      refreshToken,
      tokenUrl,
      psuId: target.psuId,
    }),
  })
  return { status: 'complete', session }
}

/** A session without a consent: each payment asks its customer itself, and to confirmations of funds customers agree at the bank. */
export const plainSession = (parts: AuthoriseParts, target: Target, tokens: Tokens): AuthResult => {
  const { bank, settings, clock, random } = parts
  const secrets = toSecrets({
    bank: settings.profile.id,
    origin: settings.origin,
    psuId: target.psuId,
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    tokenUrl: tokens.tokenUrl,
  })
  const session = toSession({
    provider: bank.provider,
    purpose: target.purpose,
    id: random.uuid(),
    now: clock.now(),
    expiresAt: tokens.expiresAt,
    secrets,
  })
  return { status: 'complete', session }
}

import type { IngWorld } from '../world.ts'
import type { AuthorizeRequest } from './authorize-request.ts'

/** Seconds that an authorization code lives. */
export const CODE_SECONDS = 600

const DAY_MS = 86_400_000

/** The last instant that a Date can hold. */
const LAST_INSTANT = 8.64e15

const withQuery = (uri: string, parameters: readonly (readonly [string, string])[]): string => {
  const text = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `${uri}${uri.includes('?') ? '&' : '?'}${text}`
}

/** The sandbox's codes look like UUIDs, production's are long hex strings. */
const newCode = (world: IngWorld): string =>
  world.context.environment === 'sandbox' ? world.uuid() : world.context.randomBytes(48).toString('hex')

/** Consent to the confirmation of funds alone lasts until it is revoked (ING Luxembourg's public page). */
const endOf = ({ scopes }: AuthorizeRequest, end: number): number =>
  scopes.every((scope) => scope === 'payment-accounts:funds-availability:confirm') ? LAST_INSTANT : end

/** The customer agreed: a consent, a code, and where the browser goes (`state` first, then `code`). */
export const approveConsent = (
  world: IngWorld,
  request: AuthorizeRequest,
  choice: { readonly profileId: string; readonly accountIds: readonly string[] },
): string => {
  const now = world.now()
  const { clientId } = request.application
  const consent = {
    id: world.uuid(),
    clientId,
    profileId: choice.profileId,
    scopes: request.scopes,
    accountIds: choice.accountIds,
    grantedAt: now,
    expiresAt: endOf(request, now + world.settings.consentDays * DAY_MS),
    revoked: false,
  }
  world.state.consents.set(consent.id, consent)
  const code = newCode(world)
  const { redirectUri, redirectUriGiven } = request
  const expiresAt = now + CODE_SECONDS * 1000
  world.state.codes.set(code, {
    clientId,
    consentId: consent.id,
    redirectUri,
    redirectUriGiven,
    expiresAt,
    used: false,
  })
  return withQuery(redirectUri, [
    ['state', request.state],
    ['code', code],
  ])
}

/** The customer pressed Cancel (RFC 6749 4.1.2.1). */
export const cancelConsent = (request: AuthorizeRequest): string =>
  withQuery(request.redirectUri, [
    ['error', 'access_denied'],
    ['error_description', 'The customer cancelled the request'],
    ['state', request.state],
  ])

import { type BankMessage, NostroError, type NostroErrorCode } from '@nostro/core'
import type { Bank } from '../bank.ts'

/** What a token is asked for with (RFC 6749). */
export type OauthGrant = 'authorization_code' | 'refresh_token' | 'client_credentials'

/** Codes of RFC 6749 5.2 that are about the application, whatever the grant. */
const applicationErrors: Readonly<Record<string, NostroErrorCode>> = {
  invalid_client: 'invalid_config',
  unauthorized_client: 'invalid_config',
  invalid_scope: 'forbidden',
  unsupported_grant_type: 'invalid_request',
  server_error: 'bank_unavailable',
  temporarily_unavailable: 'bank_unavailable',
}

/** Only the customer's own grants can be refused in a way that ends a consent. */
const refusedGrant: Readonly<Record<OauthGrant, NostroErrorCode>> = {
  authorization_code: 'consent_required',
  refresh_token: 'consent_expired',
  client_credentials: 'invalid_config',
}

/**
 * What the error code in a token answer means for the grant of that call; nothing for other words. A consent is over
 * only when the bank says `invalid_grant` to the grant itself: a refused certificate, client or clock ends none.
 *
 * @example
 * grantErrorCode('refresh_token', [{ code: 'INVALID_GRANT' }]) // 'consent_expired'
 * grantErrorCode('client_credentials', [{ code: 'INVALID_GRANT' }]) // 'invalid_config'
 */
export const grantErrorCode = (grant: OauthGrant, messages: readonly BankMessage[]): NostroErrorCode | undefined => {
  for (const { code } of messages) {
    const word = code?.toLowerCase() ?? ''
    if (word === 'invalid_grant') return refusedGrant[grant]
    if (Object.hasOwn(applicationErrors, word)) return applicationErrors[word]
  }
  return undefined
}

/**
 * What to do about an error of a token call, for the codes that {@link grantErrorCode} gives.
 *
 * @example
 * toBankError(response, { ...parts, hints: grantHints(bank, 'refresh_token') })
 */
export const grantHints = ({ name }: Bank, grant: OauthGrant): Readonly<Partial<Record<NostroErrorCode, string>>> => ({
  consent_required:
    'A code works once and not for long, with the redirect URI that it was asked for with. Start a new authorization.',
  consent_expired: 'Ask the customer to consent again: start a new authorization with this session as `previous`.',
  invalid_config:
    grant === 'client_credentials'
      ? `Check the client id and the certificates or secret: ${name} did not accept the application.`
      : `Check the client id and its secret or certificates: ${name} did not accept the application. The consent is not touched.`,
})

/** The client id that is configured, and the one that the bank answered. */
export interface ClientIds {
  readonly bank: Bank
  readonly configured: string | undefined
  readonly answered: string | undefined
}

/**
 * The client id of a token answer, compared with the configured one.
 * @throws NostroError `invalid_config` naming both when they differ: every later signature would be refused
 *
 * @example
 * const clientId = checkClientId({ bank, configured: options.clientId, answered: token.client_id })
 */
export const checkClientId = ({ bank, configured, answered }: ClientIds): string | undefined => {
  if (configured === undefined || answered === undefined || configured.toLowerCase() === answered.toLowerCase()) {
    return configured ?? answered
  }
  throw new NostroError({
    code: 'invalid_config',
    provider: bank.provider,
    message: `${bank.name} gave the token to the client id ${answered}, but ${configured} is configured.`,
    hint: 'The certificates belong to another application. Set `clientId` to the one that they were registered for, or use its certificates.',
  })
}

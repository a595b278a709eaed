import type { BankAnswer, BankRequest } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import { fingerprintOf } from '../certificates.ts'
import { requireClientCertificate } from '../checks/transport-checks.ts'
import type { IngWorld } from '../world.ts'
import type { Consent } from './grants.ts'
import { ACCESS_SECONDS, issueAccessToken, issueRefreshToken, REFRESH_SECONDS } from './issue-tokens.ts'

/** The answer to a code exchange or a refresh: neither `client_id` nor `keys` in it. */
export const customerTokens = (
  world: IngWorld,
  request: BankRequest,
  consent: Consent,
  options: { readonly withRefreshToken: boolean },
): BankAnswer => {
  const { text } = issueAccessToken(world, {
    kind: 'signed',
    subject: 'customer',
    clientId: consent.clientId,
    scopes: consent.scopes,
    tlsFingerprint: fingerprintOf(requireClientCertificate(world, request)),
    consentId: consent.id,
  })
  const refresh = options.withRefreshToken
    ? { refresh_token: issueRefreshToken(world, consent), refresh_token_expires_in: REFRESH_SECONDS }
    : {}
  return jsonAnswer(200, {
    access_token: text,
    ...refresh,
    token_type: 'Bearer',
    expires_in: ACCESS_SECONDS,
    scope: consent.scopes.join(' '),
  })
}

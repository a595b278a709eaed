import type { BankAnswer } from '../../http/bank-handler.ts'
import { refuse } from '../refusal.ts'
import type { IngWorld } from '../world.ts'
import { customerTokens } from './customer-tokens.ts'
import type { GrantCall } from './exchange-code.ts'
import { requiredField } from './form.ts'
import type { Consent, RefreshToken } from './grants.ts'

const invalid = (reason: string): never =>
  refuse({ row: 39, status: 400, text: 'INVALID_GRANT', body: JSON.stringify({ error: 'INVALID_GRANT' }), reason })

/** Row 39: known, of this client, unexpired, unrevoked, and its consent still stands. */
const requireRefreshToken = (world: IngWorld, call: GrantCall): { token: RefreshToken; consent: Consent } => {
  const token = world.state.refreshTokens.get(requiredField(call.form, 'refresh_token'))
  if (!token) return invalid('The refresh token was never given out here')
  if (token.clientId !== call.application.clientId) return invalid('The refresh token is that of another application')
  if (token.revoked) return invalid('The refresh token has been revoked, or was replaced by a newer one')
  if (call.now >= token.expiresAt) return invalid('The refresh token has expired')
  const consent = world.state.consents.get(token.consentId)
  if (!consent || consent.revoked) return invalid('The customer has withdrawn the consent')
  if (call.now >= consent.expiresAt) return invalid('The consent has expired')
  return { token, consent }
}

export const refreshGrant = (world: IngWorld, call: GrantCall): BankAnswer => {
  const { token, consent } = requireRefreshToken(world, call)
  const rotate = world.settings.rotateRefreshTokens && !world.state.modes.refreshWithoutToken
  if (rotate) token.revoked = true
  return customerTokens(world, call.request, consent, { withRefreshToken: rotate })
}

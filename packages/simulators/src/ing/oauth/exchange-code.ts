import type { BankAnswer, BankRequest } from '../../http/bank-handler.ts'
import type { Application } from '../application.ts'
import { refuse } from '../refusal.ts'
import type { IngWorld } from '../world.ts'
import { customerTokens } from './customer-tokens.ts'
import { type Form, requiredField } from './form.ts'
import type { AuthorizationCode, Consent } from './grants.ts'
import { revokeTokens } from './issue-tokens.ts'

/** A grant that an authenticated application asks for. */
export interface GrantCall {
  readonly request: BankRequest
  readonly now: number
  readonly form: Form
  readonly application: Application
}

const TEXT = 'The authorization code is invalid or expired'

/** Rows 36 and 38: known, of this client, unused, younger than 600 s. */
const requireCode = (world: IngWorld, call: GrantCall): AuthorizationCode => {
  const code = world.state.codes.get(requiredField(call.form, 'code'))
  if (!code || code.clientId !== call.application.clientId) {
    const reason = code ? 'The code was issued to another application' : 'The code was never issued'
    return refuse({ row: 36, status: 400, text: TEXT, reason })
  }
  if (code.used) {
    revokeTokens(world, code.consentId)
    const reason = 'The code has been used before; the tokens of its first use are revoked'
    return refuse({ row: 38, status: 400, text: TEXT, reason })
  }
  if (call.now < code.expiresAt) return code
  return refuse({
    row: 36,
    status: 400,
    text: TEXT,
    reason: 'The code is older than 600 s',
    expected: `before ${new Date(code.expiresAt).toISOString()}`,
    received: new Date(call.now).toISOString(),
  })
}

/** Row 37: the same URI as in the authorization request. */
const checkRedirectUri = (world: IngWorld, call: GrantCall, code: AuthorizationCode): void => {
  const received = call.form.get('redirect_uri')
  const several = call.application.redirectUris.length > 1
  const needed = !world.settings.lenient && (code.redirectUriGiven || several)
  if (received === code.redirectUri || (received === undefined && !needed)) return
  refuse({
    row: 37,
    status: 400,
    text: 'The redirect_uri does not match the authorization request',
    reason: received === undefined ? 'redirect_uri is missing' : 'redirect_uri differs from the authorization request',
    expected: code.redirectUri,
    received,
  })
}

const consentOf = (world: IngWorld, code: AuthorizationCode): Consent =>
  world.state.consents.get(code.consentId) ??
  refuse({ row: 36, status: 400, text: TEXT, reason: 'The consent of this code is gone' })

export const exchangeCode = (world: IngWorld, call: GrantCall): BankAnswer => {
  const code = requireCode(world, call)
  checkRedirectUri(world, call, code)
  const consent = consentOf(world, code)
  code.used = true
  return customerTokens(world, call.request, consent, { withRefreshToken: true })
}

import type { BankAnswer } from '../../http/bank-handler.ts'
import { refuse } from '../refusal.ts'
import type { TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { readForm, requiredField } from './form.ts'
import { revokeTokens } from './issue-tokens.ts'

/**
 * POST /oauth2/token/revoke, row 40. A token that is unknown or somebody else's is answered like a revoked one
 * (RFC 7009 2.2), so that nobody learns which tokens exist.
 */
export const revoke =
  (world: IngWorld) =>
  (call: TokenCall): BankAnswer => {
    const form = readForm(call.request.body)
    const text = requiredField(form, 'token', 40)
    const hint = form.get('token_type_hint')
    if (hint !== undefined && hint !== 'refresh_token') {
      return refuse({
        row: 40,
        status: 400,
        text: 'Only refresh tokens can be revoked',
        reason: 'The hint has one value',
        expected: 'refresh_token',
        received: hint,
      })
    }
    const token = world.state.refreshTokens.get(text)
    if (token?.clientId === call.token.clientId) revokeTokens(world, token.consentId)
    return { status: 200, body: '' }
  }

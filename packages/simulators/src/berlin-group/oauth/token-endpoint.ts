import type { BankAnswer } from '../../http/bank-handler.ts'
import type { ApiCall } from '../route.ts'
import type { OAuthCode } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import { challengeOf } from './oauth-pages.ts'

const refused = (
  error: 'invalid_request' | 'invalid_grant' | 'unsupported_grant_type' | 'invalid_client',
  reason: string,
): BankAnswer => ({
  status: error === 'invalid_client' ? 401 : 400,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify({ error, error_description: reason }),
  rejection: { check: 'berlin-group-39', reason },
})

interface Grant extends Pick<OAuthCode, 'customer' | 'scope'> {
  readonly isRefresh: boolean
}

const issue = (
  world: BerlinGroupWorld,
  { profile, tpp, now }: ApiCall,
  { customer, scope, isRefresh }: Grant,
): BankAnswer => {
  const [access, refresh] = [world.token(), world.token()]
  const owner = { bank: profile.id, tpp: tpp.id, customer, scope }
  world.state.tokens.set(access, { ...owner, expiresAt: now + profile.tokenSeconds * 1000 })
  const isLast = isRefresh && world.state.modes.refreshOnce
  if (!isLast) world.state.refreshTokens.set(refresh, { ...owner, used: false })
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify({
      access_token: access,
      token_type: 'Bearer',
      expires_in: profile.tokenSeconds,
      scope,
      ...(isLast ? {} : { refresh_token: refresh }),
    }),
  }
}

const exchange = (world: BerlinGroupWorld, call: ApiCall, form: URLSearchParams): BankAnswer => {
  const code = world.state.codes.get(form.get('code') ?? '')
  if (code === undefined || code.bank !== call.profile.id)
    return refused('invalid_grant', 'The code was not given out here')
  if (code.tpp !== call.tpp.id)
    return refused('invalid_grant', "client_id of the code is not the certificate's organisation")
  if (code.used) return refused('invalid_grant', 'The code was used before')
  if (call.now >= code.expiresAt) return refused('invalid_grant', 'The code is older than ten minutes')
  if (form.get('redirect_uri') !== code.redirectUri)
    return refused('invalid_grant', 'redirect_uri is not that of the page')
  const verifier = form.get('code_verifier') ?? ''
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier))
    return refused('invalid_request', 'code_verifier must be 43 to 128 characters')
  if (challengeOf(verifier) !== code.challenge)
    return refused('invalid_grant', 'code_verifier does not fit the challenge')
  code.used = true
  return issue(world, call, { ...code, isRefresh: false })
}

const refresh = (world: BerlinGroupWorld, call: ApiCall, form: URLSearchParams): BankAnswer => {
  const token = world.state.refreshTokens.get(form.get('refresh_token') ?? '')
  if (token === undefined || token.tpp !== call.tpp.id || token.bank !== call.profile.id) {
    return refused('invalid_grant', 'The refresh token was not given out here')
  }
  if (token.used) return refused('invalid_grant', 'The refresh token was used before')
  token.used = true
  return issue(world, call, { ...token, isRefresh: true })
}

/** Check 39: POST /oauth/token, over the QWAC and without a secret. */
export const tokenEndpoint =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const form = new URLSearchParams(call.request.body.toString('utf8'))
    if (form.get('client_id') !== call.tpp.id)
      return refused('invalid_client', "client_id must be the certificate's organisation identifier")
    const grant = form.get('grant_type')
    if (grant === 'authorization_code') return exchange(world, call, form)
    return grant === 'refresh_token'
      ? refresh(world, call, form)
      : refused('unsupported_grant_type', 'grant_type is unknown')
  }

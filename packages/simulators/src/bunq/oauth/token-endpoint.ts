import type { BankAnswer, BankRequest, Rejection } from '../../http/bank-handler.ts'
import type { BunqState } from '../state/bunq-state.ts'
import { addKey } from '../state/users.ts'
import { wireJson } from '../wire/wire-json.ts'

/** How long a code may wait to be exchanged; the bank does not say. */
const CODE_LIFE_MS = 5 * 60 * 1000

const json = (status: number, body: object, rejection?: Rejection): BankAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: wireJson(body),
  rejection,
})

const refused = (error: string, description: string, reason: string): BankAnswer =>
  json(401, { error, error_description: description }, { check: 'bunq-41', reason })

const badGrant = (reason: string): BankAnswer =>
  refused('invalid_grant', 'The authorization code is invalid or expired.', reason)

/** Row 41. Everything stands in the query and the body is empty; the token has no end and cannot be refreshed. */
export const exchangeCode = (state: BunqState, request: BankRequest): BankAnswer => {
  if (request.method !== 'POST') {
    return json(
      405,
      { error: 'invalid_request', error_description: 'Method not allowed.' },
      {
        check: 'bunq-3',
        reason: 'the token call is a POST',
      },
    )
  }
  const query = new URLSearchParams(request.query)
  const client = state.records.oauthClients.find(({ clientId }) => clientId === query.get('client_id'))
  if (client === undefined) return refused('invalid_client', 'The client is invalid.', 'the client is unknown')
  if (query.get('grant_type') !== 'authorization_code') {
    return refused(
      'unsupported_grant_type',
      'The grant type is not supported.',
      'the grant type is not authorization_code',
    )
  }
  if (client.secret !== query.get('client_secret')) return badGrant('the client secret is wrong')
  const code = state.records.oauthCodes.get(query.get('code') ?? '')
  if (code === undefined || code.client.id !== client.id) return badGrant('the code is unknown, or of another client')
  if (code.used) return badGrant('the code was used before')
  if (state.now() - code.created > CODE_LIFE_MS) return badGrant('the code has expired')
  if (code.redirectUri !== query.get('redirect_uri')) return badGrant('the redirect URI is not that of the request')
  const user = state.users.get(code.userId)
  if (user === undefined) return badGrant('the user is gone')
  code.used = true
  const key = addKey(state, {
    kind: 'oauth',
    user,
    principalId: state.nextId(),
    requestedByUserId: client.userId,
    oauthClientId: client.id,
    ...(code.accountIds.length === 0 ? {} : { sharedAccountIds: code.accountIds }),
  })
  const echoed = code.state === null ? {} : { state: code.state }
  return json(200, { access_token: key.secret, token_type: 'bearer', ...echoed })
}

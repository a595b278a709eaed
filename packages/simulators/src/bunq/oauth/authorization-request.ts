import { refusal } from '../http/refusal.ts'
import type { BunqState } from '../state/bunq-state.ts'
import type { OauthClient } from '../state/records.ts'

export interface AuthorizationRequest {
  readonly client: OauthClient
  readonly redirectUri: string
  readonly state: string | null
}

const refused = (reason: string, evidence: { expected?: string; received?: string }) =>
  refusal(40, 400, 'The authorization request is invalid.', reason, evidence)

/** Row 40: nothing is redirected unless client, redirect URI and response type are right. */
export const readAuthorizationRequest = (state: BunqState, query: URLSearchParams): AuthorizationRequest => {
  const single = (name: string): string => {
    const values = query.getAll(name)
    if (values.length > 1) throw refused(`${name} stands more than once`, { received: values.join(', ') })
    return values[0] ?? ''
  }
  const responseType = single('response_type')
  if (responseType !== 'code')
    throw refused('the response type is not code', { expected: 'code', received: responseType })
  const clientId = single('client_id')
  const client = state.records.oauthClients.find((known) => known.clientId === clientId && known.status === 'ACTIVE')
  if (client === undefined) throw refused('the client is unknown', { received: clientId })
  const redirectUri = single('redirect_uri')
  const registered = client.callbacks.map(({ url }) => url)
  if (!registered.includes(redirectUri)) {
    throw refused('the redirect URI is not registered', { expected: registered.join(', '), received: redirectUri })
  }
  return { client, redirectUri, state: query.has('state') ? single('state') : null }
}

/** The redirect URI with the outcome added to whatever query it has. */
export const redirectTo = (request: AuthorizationRequest, outcome: Readonly<Record<string, string>>): string => {
  const url = new URL(request.redirectUri)
  for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value)
  if (request.state !== null) url.searchParams.set('state', request.state)
  return url.toString()
}
